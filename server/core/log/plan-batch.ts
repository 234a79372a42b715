import type { MessageEvent } from '#shared/events/message'
import { UnknownRoomError, type Appended, type MessageDraft } from './log'

/** The answer to a draft whose room is not in the log. A plain object, because it crosses the border of a thread. */
interface UnknownRoom { readonly unknownRoom: string }

export type DraftResult = Appended | UnknownRoom

export interface BatchPlan {
  /** One answer a draft, in the order of the drafts. */
  readonly results: readonly DraftResult[]
  /** What has to be written, each room's in `seq` order. */
  readonly events: readonly MessageEvent[]
  /** The new `last_seq` of each room that changes. */
  readonly lastSeqs: ReadonlyMap<string, number>
}

/**
 * Decides what a batch writes: the next `seq` for each new message, and for a client id that is known, from the log or from earlier
 * in the same batch, the first event again.
 * @param lastSeqs `last_seq` of every room of the batch that exists
 * @param known events of the log that have a client id of this batch
 */
export function planBatch(drafts: readonly MessageDraft[], lastSeqs: ReadonlyMap<string, number>, known: readonly MessageEvent[]): BatchPlan {
  const first = new Map<string, MessageEvent>()
  for (const event of known) {
    if (event.clientId !== undefined) first.set(keyOf(event.room, event.author.id, event.clientId), event)
  }
  const changed = new Map<string, number>()
  const events: MessageEvent[] = []

  const results = drafts.map((draft): DraftResult => {
    const key = draft.clientId === undefined ? null : keyOf(draft.room, draft.author.id, draft.clientId)
    const earlier = key === null ? undefined : first.get(key)
    if (earlier) return { event: earlier, repeated: true }

    const lastSeq = changed.get(draft.room) ?? lastSeqs.get(draft.room)
    if (lastSeq === undefined) return { unknownRoom: draft.room }

    const event = eventOf(draft, lastSeq + 1)
    changed.set(draft.room, event.seq)
    events.push(event)
    if (key !== null) first.set(key, event)
    return { event, repeated: false }
  })
  return { results, events, lastSeqs: changed }
}

/** The answer as a queue gives it to the sender. */
export function toAppended(result: DraftResult): Appended | UnknownRoomError {
  return 'event' in result ? result : new UnknownRoomError(`There is no room ${result.unknownRoom} in the log.`)
}

/** The event that a draft becomes. */
export function eventOf({ room, id, clientId, author, at, text }: MessageDraft, seq: number): MessageEvent {
  return { type: 'message', room, seq, id, ...(clientId === undefined ? {} : { clientId }), author: { id: author.id, name: author.name }, at, text }
}

/** What makes two drafts the same message. JSON, because no separator is safe between ids that others choose. */
export function keyOf(room: string, author: string, clientId: string): string {
  return JSON.stringify([room, author, clientId])
}
