import { fstatSync, writeSync } from 'node:fs'
import process from 'node:process'
import type { Writable } from 'node:stream'
import { OUTPUT_WAITING_MAX_BYTES } from '../limits/server-limits'

const STDOUT = 1
const STDERR = 2

/** Takes lines. `write` neither throws nor waits, whatever became of the reader. */
export interface Output {
  write(line: string): void
}

/**
 * The standard output of the process. A line is with the system before `write` returns, unless its reader does not
 * keep up: a process that is killed has said what it knew.
 * @param note the line that says how many were dropped
 */
export function openOutput(note: (dropped: number) => string): Output {
  if (!hasReader(STDOUT)) return fileOutput(note)
  boundStream(process.stdout, note)
  return process.stdout
}

/** What is written to the standard error, by Node's console too, does no harm either. */
export function boundErrors(): void {
  if (hasReader(STDERR)) boundStream(process.stderr, dropped => `${dropped} lines were dropped.\n`)
}

/**
 * Bounds what waits in a stream for its reader, and drops what exceeds it. Where the reader is gone nothing is written
 * any more: by default each write of a socket whose reader was killed is an uncaught error.
 */
export function boundStream(
  stream: Writable, note: (dropped: number) => string, maxBytes = OUTPUT_WAITING_MAX_BYTES,
): void {
  const write = stream.write.bind(stream)
  let isGone = false
  let dropped = 0
  stream.on('error', () => {
    isGone = true
  })

  /** Once lines were dropped, the reader gets half of what waits first: else each second line would be a note. */
  function isFull(): boolean {
    return stream.writableLength > (dropped > 0 ? maxBytes / 2 : maxBytes)
  }

  function bounded(...args: Parameters<typeof write>): boolean {
    if (isGone || isFull()) {
      dropped++
      const done = args.findLast(arg => typeof arg === 'function')
      done?.(null)
      return true
    }
    if (dropped > 0) write(note(dropped))
    dropped = 0
    return write(...args)
  }
  Object.assign(stream, { write: bounded })
}

/** A file takes lines at once. One on a full disk takes none, until there is room again. */
function fileOutput(note: (dropped: number) => string): Output {
  let dropped = 0
  return {
    write(line) {
      try {
        writeSync(STDOUT, dropped > 0 ? note(dropped) + line : line)
        dropped = 0
      }
      catch {
        dropped++
      }
    },
  }
}

/** Whether a pipe or socket leads to another process; false for a file and a terminal. */
function hasReader(fd: number): boolean {
  try {
    const stat = fstatSync(fd)
    return stat.isFIFO() || stat.isSocket()
  }
  catch {
    return false
  }
}
