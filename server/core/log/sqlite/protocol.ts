import type { EventDraft } from '../draft'
import type { LogProblem } from '../log'
import type { CommitResult } from './commit-batch'
import type { FileState } from './file-state'
import type { SqlValue } from '../sql'

/** What a thread is started with. */
export interface ThreadData {
  readonly file: string
  /**
   * The database that this process has already opened; null at its start. A restarted thread must not open another one.
   */
  readonly known: FileState | null
}

/** What a thread can be asked, one call after the other. */
interface Calls {
  commit(drafts: readonly EventDraft[]): readonly CommitResult[]
  ensureRooms(rooms: readonly string[]): void
  trim(room: string, upTo: number): void
  probe(): void
  query(sql: string, values: readonly SqlValue[]): readonly unknown[]
  /** Writes, in the open transaction or by itself. */
  run(sql: string, values: readonly SqlValue[]): { readonly rows: readonly unknown[], readonly changes: number }
  begin(): void
  end(how: 'commit' | 'rollback'): void
  close(): void
}

export type CallName = keyof Calls
export type CallValues = { [Name in CallName]: Parameters<Calls[Name]> }
export type CallResults = { [Name in CallName]: ReturnType<Calls[Name]> }

export type ThreadCalls = { [Name in CallName]: (...values: CallValues[Name]) => Promise<CallResults[Name]> }

export type ThreadCall<Name extends CallName = CallName> = {
  [N in Name]: { readonly id: number, readonly name: N, readonly values: CallValues[N] }
}[Name]

/**
 * `start`: the log can't be opened. `unstorable`: it refuses one message. `fault`: a bug of the program. The others are
 * a `LogProblem`.
 */
export interface ThreadError {
  readonly kind: LogProblem | 'start' | 'unstorable' | 'fault'
  readonly message: string
}

/**
 * The answer to the call with this id. The first answer of a thread has the id `OPENED` and says whether it could open.
 * An error between calls has the id `NOTICED`. `value` is `never` here, because only the caller knows its type.
 */
export type ThreadAnswer<Value = never>
  = { readonly id: number, readonly value: Value } | { readonly id: number, readonly error: ThreadError }

export const OPENED = 0

/** The id of an error that a thread reports by itself. */
export const NOTICED = -1
