/**
 * Keeps the reader's line where it is while the list changes above and below it. Places are measured from the lower edge
 * of the scroller, since the list grows from there (`flex-direction: column-reverse`: `scrollTop` is 0 at the newest message
 * and negative above). What is added on top then moves nothing by itself, in every browser.
 */
export interface Anchor {
  readonly key: string
  /** Top of the line, in px from the lower edge of the scroller. */
  readonly top: number
}

/** Marks the elements a line may be measured by: what is read, not what stands around it. */
export const ANCHOR_ATTRIBUTE = 'data-anchor'

/** The first line that is wholly in view, or the last one that begins above it. */
export function pickLine<T extends { readonly top: number }>(lines: readonly T[], viewTop: number): T | undefined {
  return lines.find(line => line.top >= viewTop) ?? lines.at(-1)
}

function linesOf(scroller: HTMLElement) {
  const bottom = scroller.getBoundingClientRect().bottom
  return [...scroller.querySelectorAll<HTMLElement>(`[${ANCHOR_ATTRIBUTE}]`)].map(element => ({
    key: element.getAttribute(ANCHOR_ATTRIBUTE) ?? '',
    top: element.getBoundingClientRect().top - bottom,
  }))
}

/** Remembers the line that is being read. Null when the list is empty. */
export function takeAnchor(scroller: HTMLElement): Anchor | null {
  return pickLine(linesOf(scroller), -scroller.clientHeight) ?? null
}

/** Marks rows of the log by their `seq`. */
const SEQ_ATTRIBUTE = 'data-seq'

/** The highest `seq` whose row is in view: all of it, or half a window of it. Null when none is. */
export function lastSeqInView(scroller: HTMLElement): number | null {
  const { bottom, height } = scroller.getBoundingClientRect()
  const rows = [...scroller.querySelectorAll(`[${SEQ_ATTRIBUTE}]`)]
  const seen = rows.findLast((row) => {
    const rect = row.getBoundingClientRect()
    return rect.top + Math.min(rect.height, height / 2) <= bottom + 1
  })
  return seen ? Number(seen.getAttribute(SEQ_ATTRIBUTE)) : null
}

/** Puts the remembered line back where it was. False when it is no longer in the list, and then nothing moves. */
export function restoreAnchor(scroller: HTMLElement, anchor: Anchor): boolean {
  const line = scroller.querySelector(`[${ANCHOR_ATTRIBUTE}="${CSS.escape(anchor.key)}"]`)
  if (!line) {
    return false
  }
  const top = line.getBoundingClientRect().top - scroller.getBoundingClientRect().bottom
  const moved = top - anchor.top
  // Less than this no screen can show, and a browser rounds a place to what it can.
  if (Math.abs(moved) >= 0.1) {
    scroller.scrollTop += moved
  }
  return true
}
