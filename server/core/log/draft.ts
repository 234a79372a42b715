import type { KnownEvent } from '#shared/events'
import type { User } from '#shared/schemas/user'

interface DraftMarks {
  readonly room: string
  readonly id: string
  readonly author: User
  /** Unix ms. Given before the append, like `id`, so that a driver only orders and stores. */
  readonly at: number
  /** The sender's own id. With one, an append is idempotent by (room, author, client id). */
  readonly clientId?: string
  /**
   * On which count of `access` the permission was decided. The log refuses the draft with `StaleAccessError` where a
   * right was taken since: no message of a removed member gets a `seq` after the removal.
   */
  readonly access?: number
}

export interface MessageDraft extends DraftMarks { readonly type: 'message', readonly text: string }

/** `target` is the `seq` of the message. */
export interface EditDraft extends DraftMarks { readonly type: 'edit', readonly target: number, readonly text: string }
export interface DeleteDraft extends DraftMarks { readonly type: 'delete', readonly target: number }

/** An event that is not in the log yet. */
export type EventDraft = MessageDraft | EditDraft | DeleteDraft

export interface Appended {
  /**
   * The event as it is in the log. Where the log keeps only its place, the text is empty. For a repeated client id
   * this is the first event, with its own `seq`, `id` and `at`, whatever its kind.
   */
  readonly event: KnownEvent
  /** True when the client id was in the log already: nothing was written, and nothing has to be published. */
  readonly repeated: boolean
}

/** The event that a draft becomes. It takes known fields only: an author may have more than others should see. */
export function eventOf(draft: EventDraft, seq: number): KnownEvent {
  const { room, id, clientId, author, at } = draft
  const ids = { id, ...(clientId === undefined ? {} : { clientId }) }
  const marks = { room, seq, ...ids, author: { id: author.id, name: author.name }, at }
  if (draft.type === 'message') return { type: 'message', ...marks, text: draft.text }
  if (draft.type === 'edit') return { type: 'edit', ...marks, target: draft.target, text: draft.text }
  return { type: 'delete', ...marks, target: draft.target }
}
