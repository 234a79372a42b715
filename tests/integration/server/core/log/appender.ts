import { createInterface } from 'node:readline'
import { openSqliteLog } from '../../../../../server/core/log/sqlite/open'

/**
 * A process of its own that appends to a SQLite log, for tests that kill it or take its disk away. Arguments: the file
 * and a prefix for client ids. It answers each line on stdin with one of JSON: `send N` appends N messages, eight at a
 * time, and reports each as soon as it is acknowledged; `read` gives the seqs in the log, `state` its state, `close`
 * ends.
 */
const [file = '', prefix = ''] = process.argv.slice(2)

function report(value: unknown) {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

async function main() {
  const log = await openSqliteLog(file)
  await log.ensureRooms(['a'])
  let next = 0

  async function sendOne() {
    const clientId = `${prefix}-${++next}`
    try {
      const author = { id: 'u1', name: 'Ada' }
      const text = 'x'.repeat(1_000)
      const { event } = await log.append({ type: 'message', room: 'a', id: clientId, clientId, author, at: next, text })
      report({ clientId, seq: event.seq })
    }
    catch (error) {
      report({ failed: error instanceof Error ? error.name : 'unknown' })
    }
  }

  async function send(count: number) {
    const last = next + count
    await Promise.all(Array.from({ length: Math.min(8, count) }, async () => {
      while (next < last) await sendOne()
    }))
    report({ done: true })
  }

  const commands: Record<string, (argument: number) => unknown> = {
    send,
    read: async () => report({ seqs: (await log.after('a', 0, 100_000)).map(event => event.seq) }),
    state: () => {
      const { writable, problem = 'none', detail = '' } = log.state()
      report({ writable, problem, detail })
    },
    close: async () => {
      await log.close()
      report({ closed: true })
      process.exit(0)
    },
  }
  report({ ready: true })
  createInterface(process.stdin).on('line', (line) => {
    const [command = '', argument] = line.split(' ')
    void commands[command]?.(Number(argument))
  })
}

main().catch((error: unknown) => {
  report({ error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  process.exit(1)
})
