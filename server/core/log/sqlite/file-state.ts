import { statSync } from 'node:fs'

/** Identity and size in bytes of the file at a path. `dev` and `ino` together name one file, whatever its path. */
export interface FileState { readonly dev: bigint, readonly ino: bigint, readonly size: bigint }

/** What happened to an open file: its path names nothing, or another file, or the file became shorter. */
export type FileTrouble = 'gone' | 'replaced' | 'cut'

/**
 * The file at a path, or null if none can be reached. Only reads its state: opening and closing a SQLite file would
 * free all locks that this process holds on it.
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

/** @param before the file when it was opened or last checked */
export function troubleOf(before: FileState, now: FileState | null): FileTrouble | null {
  if (!now) return 'gone'
  if (!sameFile(before, now)) return 'replaced'
  return now.size < before.size ? 'cut' : null
}
