import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import type { Readable } from 'node:stream'
import { within } from './wait-for'

type Program = ChildProcessByStdio<null, Readable, Readable>

/** A server program that a test started. */
export interface Child {
  readonly pid: number
  /** Its output so far, by line. */
  lines(): readonly string[]
  running(): boolean
  signal(signal: NodeJS.Signals): void
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>
  /** SIGTERM, then SIGKILL after the deadline. */
  stop(deadlineMs?: number): Promise<number | NodeJS.Signals>
  /** SIGKILL: it ends without cleaning up. */
  kill(): Promise<void>
}

const alive = new Set<ChildProcess>()

function killAll(): void {
  for (const child of alive) child.kill('SIGKILL')
}

let watching = false

/** Processes that end with the tests, also if those crash or are stopped. */
function watchExit(): void {
  if (watching) return
  watching = true
  process.once('exit', killAll)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => {
      killAll()
      process.kill(process.pid, signal)
    })
  }
}

/** Ends a process with the tests at the latest, also if the test never reached its own cleanup. */
export function endWithTests(child: ChildProcess): void {
  watchExit()
  alive.add(child)
  for (const event of ['error', 'exit'] as const) child.once(event, () => alive.delete(child))
}

/**
 * Starts a program that ends with the tests at the latest. It gets only the given variables and those it needs to run.
 */
export function startChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child {
  const child: Program = spawn(command, args, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  endWithTests(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const ended = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => {
      resolve(code ?? signal ?? 1) // Node gives one of the two.
    })
  })
  ended.catch(() => {}) // It could not be started: `ended` rejects for its readers.

  const self: Child = {
    pid: child.pid ?? -1,
    lines: () => output.split('\n').filter(line => line !== ''),
    running: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    signal: signal => void child.kill(signal),
    ended,
    async stop(deadlineMs = 10_000) {
      child.kill('SIGTERM')
      child.kill('SIGCONT') // A paused process would not hear it.
      try {
        return await within(ended, deadlineMs, `process ${self.pid} to end`)
      }
      catch {
        child.kill('SIGKILL')
        return ended
      }
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
  return self
}
