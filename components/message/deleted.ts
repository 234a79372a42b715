import type { RoomView, TimelineItem } from '~/client/types'

const seqOf = (item: TimelineItem) => item.kind === 'message' ? item.seq : null

function firstSeq(items: readonly TimelineItem[]): number {
  return items.map(seqOf).find(seq => seq !== null) ?? Infinity
}

function lastSeq(items: readonly TimelineItem[]): number {
  return items.map(seqOf).findLast(seq => seq !== null) ?? 0
}

type Loaded = Pick<RoomView, 'items' | 'older' | 'newer'>

/** Whether the list is loaded around a place of the log. */
function reaches({ items, older, newer }: Loaded, seq: number): boolean {
  return (!older || firstSeq(items) < seq) && (!newer || lastSeq(items) > seq)
}

/** Whether a message of the log was deleted. False if the list does not go down to it: it may exist. */
export function isDeleted(room: Loaded & Pick<RoomView, 'status'>, seq: number): boolean {
  return room.status === 'ready' && room.items.every(item => seqOf(item) !== seq) && reaches(room, seq)
}

/** How many messages were deleted between two states of a list. Messages that are no longer loaded do not count. */
export function countDeleted(before: readonly TimelineItem[], after: Loaded): number {
  // Nearly always something was added at the end, and all other items are the same.
  const changed = before.findIndex((item, index) => item !== after.items[index])
  if (changed === -1) return 0
  const there = new Set(after.items.slice(changed).map(({ key }) => key))
  const gone = before.slice(changed).filter(item => !there.has(item.key)).map(seqOf)
  return gone.filter(seq => seq !== null && reaches(after, seq)).length
}
