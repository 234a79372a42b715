import { COMMAND_KINDS, type Command, type KeptChange, type KeptCommand } from '#shared/commands'
import type { ErrorCode } from '#shared/schemas/frames'

/** Fields of every command in the outbox. */
interface Waiting {
  readonly clientId: string
  readonly room: string
  /** When the user gave the command: Unix ms by the server's clock, as far as it was known. */
  readonly at: number
  /** Place in the queue: greater is later, over all tabs of the browser. */
  readonly order: number
  readonly state: 'queued' | 'failed'
  /** The last refusal. Null in a `failed` command: the user took it out of the queue to edit it. */
  readonly error: ErrorCode | null
  /** Temporary refusals since the user last tried. */
  readonly tries: number
  /**
   * Not to be sent before this time, in ms of the monotonic clock (`Clock.elapsed`), which begins anew with each page.
   */
  readonly notBefore: number
  /**
   * It was given to a connection, and no answer has said that the log does not have it. Its content must not change any
   * more: the log may have it, and takes each client id once.
   */
  readonly wired: boolean
}

/** A command that changes a message. `epoch` is that of its log: another log may have another message at this `seq`. */
export type ChangeContent = KeptChange & { readonly epoch: string }
export type SendItem = Waiting & Exclude<KeptCommand, KeptChange>
export type ChangeItem = Waiting & ChangeContent

/** A command that is not in the log yet: a new message, or a change of a message of the user. */
export type OutboxItem = SendItem | ChangeItem

export function isChangeItem(item: OutboxItem): item is ChangeItem {
  return 'target' in item
}

/** The text that the user typed; empty for a command without one. */
export function textOf(item: OutboxItem): string {
  return 'text' in item ? item.text : ''
}

/** The command as it is sent. */
export function commandOf(item: OutboxItem): Command {
  return COMMAND_KINDS[item.kind].given.parse({ ...item, type: item.kind })
}
