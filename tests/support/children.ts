import { execa } from 'execa'
import { within } from './wait-for'

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

/**
 * For execa: output is read by the caller, a failure is no rejection, and no signal is followed by another one. A
 * program ends with the tests at the latest (`cleanup`), also if those crash or are stopped.
 */
export const AS_CHILD = { stdin: 'ignore', buffer: false, reject: false, forceKillAfterDelay: false } as const

/**
 * Starts a program that ends with the tests at the latest. It gets only the given variables and those it needs to run.
 */
export function startChild(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Child {
  const { PATH, HOME, TMPDIR } = process.env
  const child = execa(command, args, { ...AS_CHILD, all: true, extendEnv: false, env: { PATH, HOME, TMPDIR, ...env } })
  let output = ''
  child.all.setEncoding('utf8').on('data', (text: string) => void (output += text))
  const ended = child.then(({ exitCode, signal, cause }) => {
    if (exitCode === undefined && signal === undefined) throw cause // It could not be started.
    return exitCode ?? signal ?? 1
  })
  ended.catch(() => {}) // It rejects for its readers.

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
