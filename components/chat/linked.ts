import type { TimelineItem } from '~/client/types'

const seqOf = (item: TimelineItem) => item.kind === 'message' ? item.seq : null

/**
 * Where the message with this `seq` stands, or the next one where that is gone, or the last one. Null while it may stand
 * above what is loaded; -1 in an empty list.
 */
export function linkedIndex(items: readonly TimelineItem[], seq: number, older: boolean): number | null {
  const first = items.map(seqOf).find(one => one !== null)
  if (older && (first === undefined || first > seq)) return null
  const index = items.findIndex((item) => {
    const own = seqOf(item)
    return own !== null && own >= seq
  })
  return index === -1 ? items.findLastIndex(item => seqOf(item) !== null) : index
}
