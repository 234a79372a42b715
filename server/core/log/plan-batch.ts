import type { KnownEvent } from '#shared/events'
import { eventOf, type Appended, type EventDraft } from './draft'
import { StaleAccessError, UnknownRoomError, UnknownTargetError } from './log'

/** The answer to a draft that is not stored. Plain objects, since they are sent between threads. */
type Refusal
  = { readonly unknownRoom: string }
    | { readonly room: string, readonly unknownTarget: number }
    | { readonly staleAccess: string }

export type DraftResult = Appended | Refusal

export interface BatchPlan {
  /** One answer per draft, in the order of the drafts. */
  readonly results: readonly DraftResult[]
  /** The events to write, each room's in `seq` order. */
  readonly events: readonly KnownEvent[]
  /** The new `last_seq` of each room that changes. */
  readonly lastSeqs: ReadonlyMap<string, number>
}

/**
 * Decides what a batch writes: the next `seq` for each new event. A client id that is known, from the log or from
 * earlier in the batch, gets the first event again. A change needs a target that was in the log before the batch.
 * @param lastSeqs `last_seq` of every room of the batch that exists
 * @param access `access` of these rooms
 * @param known events of the log that have a client id of this batch
 */
export function planBatch(
  drafts: readonly EventDraft[], lastSeqs: ReadonlyMap<string, number>, known: readonly KnownEvent[],
  access: ReadonlyMap<string, number> = new Map(),
): BatchPlan {
  const first = new Map<string, KnownEvent>()
  for (const event of known) {
    if (event.clientId !== undefined) first.set(keyOf(event.room, event.author.id, event.clientId), event)
  }
  const changed = new Map<string, number>()
  const events: KnownEvent[] = []

  const results = drafts.map((draft): DraftResult => {
    const key = draft.clientId === undefined ? null : keyOf(draft.room, draft.author.id, draft.clientId)
    const earlier = key === null ? undefined : first.get(key)
    if (earlier) return { event: earlier, repeated: true }

    const before = lastSeqs.get(draft.room)
    if (before !== undefined && draft.access !== undefined && draft.access !== access.get(draft.room)) {
      return { staleAccess: draft.room }
    }
    if (before === undefined || ('target' in draft && draft.target > before)) return unknownOf(draft)

    const event = eventOf(draft, (changed.get(draft.room) ?? before) + 1)
    changed.set(draft.room, event.seq)
    events.push(event)
    if (key !== null) first.set(key, event)
    return { event, repeated: false }
  })
  return { results, events, lastSeqs: changed }
}

/**
 * Why a draft got no `seq`. A room that does not exist has no event either, so that for a change both are the same.
 * Of a draft with `access` it is supposed that a right was taken: the caller decides again, and then sees what is
 * wrong.
 */
export function refusal(draft: EventDraft): Refusal {
  return draft.access === undefined ? unknownOf(draft) : { staleAccess: draft.room }
}

function unknownOf(draft: EventDraft): Refusal {
  return 'target' in draft ? { room: draft.room, unknownTarget: draft.target } : { unknownRoom: draft.room }
}

/** The answer as a queue returns it to the sender. */
export function toAppended(result: DraftResult): Appended | UnknownRoomError | UnknownTargetError | StaleAccessError {
  if ('event' in result) return result
  if ('staleAccess' in result) return new StaleAccessError(`Rights in room ${result.staleAccess} have changed.`)
  if ('unknownRoom' in result) return new UnknownRoomError(`There is no room ${result.unknownRoom} in the log.`)
  return new UnknownTargetError(`There is no event ${result.unknownTarget} in room ${result.room} of the log.`)
}

/** All answers, or the first refusal: for callers that store all of a batch or none. */
export function orThrow(results: readonly (Appended | Error)[]): Appended[] {
  return results.map((result) => {
    if (result instanceof Error) throw result
    return result
  })
}

/** Two drafts with the same key are the same event. JSON, since users choose ids, and no separator would be safe. */
export function keyOf(room: string, author: string, clientId: string): string {
  return JSON.stringify([room, author, clientId])
}
