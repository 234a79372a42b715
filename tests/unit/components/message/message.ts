import type { TimelineMessage } from '~/client/types'

/** A message of one's own that is in the log, or what a test makes of it. */
export function message(seq: number | null, parts: Partial<TimelineMessage> = {}): TimelineMessage {
  return {
    kind: 'message',
    key: `m${seq ?? 'w'}`,
    seq,
    clientId: `c${seq ?? 'w'}`,
    author: { id: 'me', name: 'Ann' },
    mine: true,
    at: 0,
    text: 'hello',
    state: 'sent',
    mentions: [],
    callsMe: false,
    error: null,
    parked: false,
    editable: false,
    editedAt: null,
    change: null,
    ...parts,
  }
}
