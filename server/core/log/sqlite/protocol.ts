import type { EventDraft } from '../draft'
import type { LogProblem } from '../log'
import type { CommitResult } from './commit-batch'
import type { FileState } from './file-state'
import type { SqlValue } from '../sql'
import type { TrimRule } from '../trim-room'

/** What a thread is started with. */
export interface ThreadData {
  readonly file: string
  /** The database that this process has open already; null at its start. A thread that is started again must not open another one. */
  readonly known: FileState | null
}

/** What a thread can be asked, one call after the other. */
interface Calls {
  commit(drafts: readonly EventDraft[]): readonly CommitResult[]
  ensureRooms(rooms: readonly string[]): void
  rooms(): string[]
  trim(room: string, rule: TrimRule): boolean
  probe(): void
  query(sql: string, values: readonly SqlValue[]): readonly unknown[]
  /** Writes, in the transaction that was begun or by itself. */
  run(sql: string, values: readonly SqlValue[]): { readonly rows: readonly unknown[], readonly changes: number }
  begin(): void
  end(how: 'commit' | 'rollback'): void
  close(): void
}

export type CallName = keyof Calls
export type CallValues = { [Name in CallName]: Parameters<Calls[Name]> }
export type CallResults = { [Name in CallName]: ReturnType<Calls[Name]> }

export type ThreadCalls = { [Name in CallName]: (...values: CallValues[Name]) => Promise<CallResults[Name]> }

export type ThreadCall<Name extends CallName = CallName> = { [N in Name]: { readonly id: number, readonly name: N, readonly values: CallValues[N] } }[Name]

/** `start`: the log can't be opened. `unstorable`: it refuses one message. `fault`: an error of the program. The others are a `LogProblem`. */
export interface ThreadError {
  readonly kind: LogProblem | 'start' | 'unstorable' | 'fault'
  readonly message: string
}

/**
 * The answer to the call of that id. The first answer of a thread has the id `OPENED` and says whether it could open; what it notices by itself has `NOTICED`.
 * `value` is `never` to whoever gets it, because only the call knows its type.
 */
export type ThreadAnswer<Value = never> = { readonly id: number, readonly value: Value } | { readonly id: number, readonly error: ThreadError }

export const OPENED = 0

/** The id of an error that a thread reports without being asked. */
export const NOTICED = -1
