import type { TimelineItem } from '~/client/types'

const seqOf = (item: TimelineItem) => item.kind === 'message' ? item.seq : null

/** Whether the log goes on above and below what is loaded. */
interface Ends { readonly older: boolean, readonly newer: boolean }

/**
 * Where the message with this `seq` stands, or the next one where that is gone, or the last one. Null while it may
 * stand above or below what is loaded; -1 in an empty list.
 */
export function linkedIndex(items: readonly TimelineItem[], seq: number, { older, newer }: Ends): number | null {
  const seqs = items.flatMap(item => seqOf(item) ?? [])
  const [first = Infinity, last = 0] = [seqs[0], seqs.at(-1)]
  if ((older && first > seq) || (newer && last < seq)) return null
  const index = items.findIndex((item) => {
    const own = seqOf(item)
    return own !== null && own >= seq
  })
  return index === -1 ? items.findLastIndex(item => seqOf(item) !== null) : index
}
