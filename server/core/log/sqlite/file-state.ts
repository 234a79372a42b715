import { statSync } from 'node:fs'

/** Which file a path names, and its size in bytes. `dev` and `ino` together are one file, whatever it is called. */
export interface FileState { readonly dev: bigint, readonly ino: bigint, readonly size: bigint }

/** What happened to an open file: its path names nothing, or another file, or the file is shorter than it was. */
export type FileTrouble = 'gone' | 'replaced' | 'cut'

/**
 * The file at a path, or null where none can be reached. Only asks for its state: opening a file of SQLite and closing it again
 * would free all locks that this process holds on it.
 */
export function stateOf(path: string): FileState | null {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
  }
  catch {
    return null
  }
}

export function sameFile(one: FileState, other: FileState): boolean {
  return one.ino === other.ino && one.dev === other.dev
}

/** @param before the file as it was when it was opened or last looked at */
export function troubleOf(before: FileState, now: FileState | null): FileTrouble | null {
  if (!now) return 'gone'
  if (!sameFile(before, now)) return 'replaced'
  return now.size < before.size ? 'cut' : null
}
