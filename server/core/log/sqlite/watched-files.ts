import { basename, dirname } from 'node:path'
import type Database from 'libsql'
import { LogStartError, LogUnavailableError } from '../log'
import { sameFile, stateOf, troubleOf, type FileState, type FileTrouble } from './file-state'

/** A check before a commit is skipped if the last one is this young, as between the commits of a busy server. */
const FRESH_MS = 5

/** Sizes in the -wal file: its header, and the header of each page. */
const WAL_HEADER_BYTES = 32
const WAL_FRAME_BYTES = 24

interface Watched { readonly path: string, state: FileState }

/**
 * Notices when the files of the open database were moved or replaced. SQLite does not: its descriptors stay valid, so
 * it would go on writing messages into files that no process opens again.
 * Only the state of the files counts: putting them back ends the trouble, another file in their place does not.
 */
export class WatchedFiles {
  private readonly database: Watched
  private readonly wal: Watched
  private readonly others: readonly Watched[]
  private lookedAt = -Infinity
  /** Whether one of the other files was missing at the last look. From then on each check includes them. */
  private othersMoved = false
  private saved = false
  private lost = false

  /** @param others further files that must stay in place */
  constructor(private readonly db: Database.Database, file: string, others: readonly string[]) {
    this.database = watched(file)
    this.wal = watched(`${file}-wal`)
    this.others = [`${file}-shm`, ...others].map(watched)
  }

  /** Before a commit: `check`, unless it ran a moment ago. */
  checkSoon(): void {
    if (performance.now() - this.lookedAt > FRESH_MS) this.check()
  }

  /**
   * Checks the files that hold messages. Takes a few microseconds, so each commit can do it before the acknowledgement.
   * @throws LogUnavailableError
   */
  check(): void {
    this.lookedAt = -Infinity
    this.checkDatabase()
    this.checkWal()
    if (this.othersMoved) this.checkOthers()
    this.lookedAt = performance.now()
  }

  /** Checks all files. @throws LogUnavailableError */
  checkAll(): void {
    this.check()
    this.checkOthers()
  }

  /** Whether SQLite may checkpoint the -wal file. Not if a part of it is missing: that would damage the database. */
  get mayTidy(): boolean {
    return !this.lost
  }

  /** The other files hold no messages, and may change their size. */
  private checkOthers(): void {
    this.othersMoved = true
    for (const { path, state } of this.others) {
      const trouble = troubleOf(state, stateOf(path))
      if (trouble && trouble !== 'cut') throw failure(`${happened(path, trouble)} ${remedyOf(path, trouble)}`)
    }
    this.othersMoved = false
  }

  private checkDatabase(): void {
    const { path, state } = this.database
    const now = stateOf(path)
    let trouble = troubleOf(state, now)
    // Another program may have shrunk the database regularly (VACUUM).
    if (trouble === 'cut' && now && this.databaseBytes() <= now.size) trouble = null
    if (trouble) throw failure(`${happened(path, trouble)} ${remedyOf(path, trouble)}`)
    if (now) this.database.state = now
  }

  private checkWal(): void {
    const { path, state } = this.wal
    const now = stateOf(path)
    const trouble = troubleOf(state, now)
    if (trouble === null || (trouble === 'cut' && now && this.isEmptied(now))) {
      if (now) this.wal.state = now
      return
    }
    if (trouble === 'cut') throw failure(`${happened(path, trouble)} ${remedyOf(path, trouble)}`)
    throw failure(
      `${happened(path, trouble)} ${this.save() ? `The messages in it are saved in ${basename(this.database.path)}. Restart Parley.` : remedyOf(path, trouble)}`,
    )
  }

  /** Copies what only the -wal file holds into the database. The descriptor still reads it when its path does not. */
  private save(): boolean {
    this.saved ||= this.checkpoint()?.complete ?? false
    return this.saved
  }

  /**
   * Whether another program emptied the -wal file regularly, after a full checkpoint (as tools that replicate SQLite
   * do). If the file was cut off instead, reading the missing part fails, before anything is written.
   */
  private isEmptied(now: FileState): boolean {
    if (this.lost) return false
    const found = this.checkpoint()
    if (
      found
      && (found.frames === 0 || WAL_HEADER_BYTES + found.frames * (this.pageBytes() + WAL_FRAME_BYTES) <= now.size)
    )
      return true
    this.lost = true
    return false
  }

  private checkpoint(): { frames: number, complete: boolean } | null {
    try {
      const [row] = this.db.prepare('PRAGMA wal_checkpoint(PASSIVE)').all()
      if (!row || typeof row !== 'object' || !('log' in row) || !('checkpointed' in row)) return null
      return { frames: Number(row.log), complete: row.log === row.checkpointed }
    }
    catch {
      return null
    }
  }

  private databaseBytes(): number {
    return this.pragma('page_count') * this.pageBytes()
  }

  private pageBytes(): number {
    return this.pragma('page_size')
  }

  private pragma(name: 'page_count' | 'page_size'): number {
    const [row] = this.db.prepare(`PRAGMA ${name}`).all()
    return row && typeof row === 'object' && name in row ? Number(Reflect.get(row, name)) : 0
  }
}

/**
 * @throws LogStartError if the database is not the one that this process opened before: its memory belongs to that one
 */
export function requireSameFile(file: string, known: FileState | null): void {
  if (!known) return
  const now = stateOf(file)
  if (!now) throw new LogStartError(`${happened(file, 'gone')} ${remedyOf(file, 'gone')}`)
  if (!sameFile(known, now)) throw new LogStartError(`${happened(file, 'replaced')} ${remedyOf(file, 'replaced')}`)
}

function watched(path: string): Watched {
  const state = stateOf(path)
  if (!state)
    throw new LogStartError(
      `${path} was removed while it was opened. Start again, and leave the folder alone meanwhile.`,
    )
  return { path, state }
}

function failure(message: string): LogUnavailableError {
  return new LogUnavailableError(message, undefined, 'files')
}

const HAPPENED: Record<FileTrouble, string> = {
  gone: 'was moved or removed',
  replaced: 'was replaced',
  cut: 'was cut off',
}

function happened(path: string, trouble: FileTrouble): string {
  return `${path} ${HAPPENED[trouble]} while the server was running, so it has stopped writing.`
}

function remedyOf(path: string, trouble: FileTrouble): string {
  if (trouble === 'gone')
    return `Put it back, with all files of ${dirname(path)}, or restart Parley to go on with what is there.`
  if (trouble === 'replaced') return 'Restart Parley to use the new file, or put the old one back.'
  return 'Stop Parley, move the files of the log away, and put a backup in their place: npm run restore -- FILE.'
}
