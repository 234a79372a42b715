import type { EventDraft, MessageDraft } from '../../../../../server/core/log/draft'

type EditDraft = Extract<EventDraft, { type: 'edit' }>
type DeleteDraft = Extract<EventDraft, { type: 'delete' }>

const ADA = { id: 'u1', name: 'Ada' }

let made = 0

function marks(room: string) {
  made++
  return { room, id: `m${made}`, author: ADA, at: 1_700_000_000_000 + made }
}

/** A message draft that differs from every other one. */
export function draft(room: string, fields: Partial<MessageDraft> = {}): MessageDraft {
  return { ...marks(room), type: 'message', text: `message ${made}`, ...fields }
}

export function editDraft(room: string, target: number, fields: Partial<EditDraft> = {}): EditDraft {
  return { ...marks(room), type: 'edit', target, text: `edit ${made}`, ...fields }
}

export function deleteDraft(room: string, target: number, fields: Partial<DeleteDraft> = {}): DeleteDraft {
  return { ...marks(room), type: 'delete', target, ...fields }
}

/** `count` drafts, each with a client id of its own. */
export function drafts(room: string, count: number, prefix = 'c'): MessageDraft[] {
  return Array.from({ length: count }, (_, i) => draft(room, { clientId: `${prefix}-${i}` }))
}

/** 1, 2, 3 … up to `last`. */
export function seqs(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
