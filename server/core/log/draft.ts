import type { KnownEvent } from '#shared/events'
import type { MemberEvent } from '#shared/events/member'
import type { User } from '#shared/schemas/user'

interface DraftMarks {
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

export interface MessageDraft extends DraftMarks { readonly type: 'message', readonly text: string }

/** `target` is the `seq` of the message. */
export interface EditDraft extends DraftMarks { readonly type: 'edit', readonly target: number, readonly text: string }
export interface DeleteDraft extends DraftMarks { readonly type: 'delete', readonly target: number }

export type MemberDraft = DraftMarks & Pick<MemberEvent, 'type' | 'action' | 'person'>
export interface RoomDraft extends DraftMarks { readonly type: 'room', readonly title: string }

/** A notice that is not in the log yet. */
export type NoticeDraft = MemberDraft | RoomDraft

/** An event that is not in the log yet. */
export type EventDraft = MessageDraft | EditDraft | DeleteDraft | NoticeDraft

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
  switch (draft.type) {
    case 'message': return { type: 'message', ...marks, text: draft.text }
    case 'edit': return { type: 'edit', ...marks, target: draft.target, text: draft.text }
    case 'delete': return { type: 'delete', ...marks, target: draft.target }
    case 'member': return { type: 'member', ...marks, action: draft.action, ...personOf(draft) }
    case 'room': return { type: 'room', ...marks, title: draft.title }
  }
}

function personOf({ person }: Pick<MemberDraft, 'person'>): Pick<MemberEvent, 'person'> {
  return person ? { person: { id: person.id, name: person.name } } : {}
}
