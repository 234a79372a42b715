import type { MessageDraft } from '../../../../../server/core/log/log'

let made = 0

/** A message draft that differs from every other one. */
export function draft(room: string, fields: Partial<MessageDraft> = {}): MessageDraft {
  made++
  return { room, id: `m${made}`, author: { id: 'u1', name: 'Ada' }, at: 1_700_000_000_000 + made, text: `message ${made}`, ...fields }
}

/** `count` drafts, each with a client id of its own. */
export function drafts(room: string, count: number, prefix = 'c'): MessageDraft[] {
  return Array.from({ length: count }, (_, i) => draft(room, { clientId: `${prefix}-${i}` }))
}

/** 1, 2, 3 … up to `last`. */
export function seqs(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}
