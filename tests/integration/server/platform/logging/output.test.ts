import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import { bundle } from '../../../../support/bundle'

const PROGRAM = fileURLToPath(new URL('./logging-process.ts', import.meta.url))
/** In each of them the process logs a quarter of a megabyte. */
const ROUNDS = 100

let child: ChildProcess
afterEach(() => void child.kill('SIGKILL'))

async function start(): Promise<{ rounds: () => number, heap: () => number, uncaught: string[] }> {
  // Not execa, which reads the output at once. The process ends with this one: it hears of it by its channel.
  child = spawn(process.execPath, [fileURLToPath(await bundle(PROGRAM))], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const uncaught: string[] = []
  let told = { rounds: 0, heap: 0 }
  child.on('message', (message: { rounds: number, heap: number } | { uncaught: string }) => {
    if ('uncaught' in message) uncaught.push(message.uncaught)
    else told = message
  })
  await expect.poll(() => told.rounds, { timeout: 20_000 }).toBeGreaterThan(0)
  return { rounds: () => told.rounds, heap: () => told.heap, uncaught }
}

it('is dropped, with a count, where its reader stands still: the process goes on, and its memory stays', async () => {
  const { rounds, heap, uncaught } = await start()
  await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(ROUNDS)
  const before = heap()
  await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(ROUNDS * 3)
  expect(heap() - before).toBeLessThan(20_000_000)
  let output = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => void (output += text))
  await expect.poll(() => output, { timeout: 20_000 }).toContain('"dropped":')
  for (const line of output.split('\n').slice(0, -1)) expect(() => JSON.parse(line)).not.toThrow()
  expect(uncaught).toEqual([])
}, 90_000)

// A socket whose reader goes with lines that it did not read says ECONNRESET, at a write and not by an event.
it('an output whose reader is gone is no error of the process', async () => {
  for (const hasRead of [true, false]) {
    const { rounds, heap, uncaught } = await start()
    if (hasRead) for (const stream of [child.stdout, child.stderr]) await once(stream?.resume() ?? child, 'data')
    for (const stream of [child.stdout, child.stderr]) stream?.destroy()
    const before = rounds()
    await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(before + ROUNDS)
    const early = heap()
    await expect.poll(rounds, { timeout: 30_000 }).toBeGreaterThan(before + ROUNDS * 3)
    expect(heap() - early).toBeLessThan(20_000_000)
    expect(uncaught).toEqual([])
    child.kill('SIGKILL')
  }
}, 120_000)
