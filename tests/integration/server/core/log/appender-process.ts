import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import * as z from 'zod/mini'
import { bundle } from '../../../../support/bundle'

const reportSchema = z.partial(z.object({
  ready: z.boolean(),
  error: z.string(),
  clientId: z.string(),
  seq: z.int(),
  failed: z.string(),
  done: z.boolean(),
  seqs: z.array(z.int()),
  writable: z.boolean(),
  problem: z.string(),
  detail: z.string(),
  closed: z.boolean(),
}))
type Report = z.infer<typeof reportSchema>

/** The program of appender.ts as a process. */
export interface Appender {
  readonly pid: number
  /** Everything it reported so far. */
  readonly reports: readonly Report[]
  tell(command: string): void
  /** Waits for the next report, counted from the last call, that has this field. */
  next<Field extends keyof Report>(field: Field): Promise<NonNullable<Report[Field]>>
  end(signal: NodeJS.Signals): Promise<void>
}

/** @param before what the program is started with */
export async function startAppender(file: string, prefix: string, before: readonly string[] = []): Promise<Appender> {
  const program = await bundle(fileURLToPath(new URL('appender.ts', import.meta.url)))
  const [command = '', ...args] = [...before, process.execPath, fileURLToPath(program), file, prefix]
  // Not execa, which reads the output before it is listened to.
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  if (!child.stdin || !child.stdout || child.pid === undefined) throw new Error('The appender did not start.')
  const { stdin, stdout, pid } = child
  const exited = once(child, 'exit')
  const reports: Report[] = []
  let seen = 0
  let wake = () => {}
  let gone = false
  child.once('close', () => {
    gone = true
    wake()
  })
  createInterface(stdout).on('line', (line) => {
    reports.push(reportSchema.parse(JSON.parse(line)))
    wake()
  })

  return {
    pid,
    reports,
    tell: command => stdin.write(`${command}\n`),
    async next(field) {
      for (;;) {
        while (seen < reports.length) {
          const value = reports[seen++]?.[field]
          if (value !== undefined && value !== null) return value
        }
        if (gone) throw new Error(`The appender ended, and had not told its ${field}.`)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
    async end(signal) {
      child.kill(signal)
      await exited
    },
  }
}
