import type { EventContent, KnownEvent } from '#shared/events'
import type { User } from '#shared/schemas/user'

type DraftMarks = {
  readonly room: string
  readonly id: string
  readonly author: User
  /** Unix ms. Assigned before the append, like `id`: a driver only orders and stores. */
  readonly at: number
  /** The sender's id of the message. It makes an append idempotent per (room, author, client id). */
  readonly clientId?: string
  /**
   * On which count of `access` the permission was decided. The log refuses the draft with `StaleAccessError` where a
   * right was taken since: no message of a removed member gets a `seq` after the removal.
   */
  readonly access?: number
}

/** An event that is not in the log yet. */
export type EventDraft = DraftMarks & EventContent
export type MessageDraft = Extract<EventDraft, { readonly type: 'message' }>

export interface Appended {
  /**
   * The event as it is in the log. Where the log keeps only its place, the text is empty. For a repeated client id
   * this is the first event, with its own `seq`, `id` and `at`, whatever its kind.
   */
  readonly event: KnownEvent
  /** True when the client id was in the log already: nothing was written, and nothing has to be published. */
  readonly repeated: boolean
}

/** The event that a draft becomes. Of its author it takes only what others may see. */
export function eventOf(draft: EventDraft, seq: number): KnownEvent {
  const { access: _, clientId, author: { id, name }, ...rest } = draft
  const author = { id, name }
  // Not by spreading, which takes ten times as long for objects of several shapes. Each message comes here.
  return clientId === undefined
    ? Object.assign(rest, { seq, author })
    : Object.assign(rest, { seq, clientId, author })
}
