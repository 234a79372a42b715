/**
 * Keeps the reader's line in place while the list changes above and below it. Places are measured from the lower edge
 * of the scroller, since the list grows from there (`flex-direction: column-reverse`: `scrollTop` is 0 at the newest
 * message and negative above). So older messages move nothing, in every browser.
 */
export interface Anchor {
  readonly key: string
  /** Top of the line, in px from the lower edge of the scroller. */
  readonly top: number
}

/** The line that is being read, and the lines after it. */
export type Place = readonly Anchor[]

/** Marks the elements by which a line may be measured: its text, not what is around it. */
export const ANCHOR_ATTRIBUTE = 'data-anchor'

/** The first line that is wholly in view, or the last one that begins above it. */
export function pickLine<T extends { readonly top: number }>(lines: readonly T[], viewTop: number): T | undefined {
  return lines.find(line => line.top >= viewTop) ?? lines.at(-1)
}

function lineOf(scroller: HTMLElement, key: string): Element | null {
  return scroller.querySelector(`[${ANCHOR_ATTRIBUTE}="${CSS.escape(key)}"]`)
}

function linesOf(scroller: HTMLElement) {
  const bottom = scroller.getBoundingClientRect().bottom
  return [...scroller.querySelectorAll<HTMLElement>(`[${ANCHOR_ATTRIBUTE}]`)].map(element => ({
    key: element.getAttribute(ANCHOR_ATTRIBUTE) ?? '',
    top: element.getBoundingClientRect().top - bottom,
  }))
}

/** Number of lines that can replace the read one if it is deleted: more than a window shows of the shortest. */
const STAND_INS = 30

/** Remembers the line that is being read, and those after it. Null if the list is empty. */
export function takeAnchor(scroller: HTMLElement): Place | null {
  const lines = linesOf(scroller)
  const line = pickLine(lines, -scroller.clientHeight)
  return line ? [line, ...standIns(lines, line.key)] : null
}

function standIns(lines: readonly Anchor[], key: string): readonly Anchor[] {
  const next = lines.findIndex(line => line.key === key) + 1
  return lines.slice(next, next + STAND_INS)
}

/** Marks rows of the log by their `seq`. */
const SEQ_ATTRIBUTE = 'data-seq'

/** The highest `seq` whose row is in view: all of it, or half a window of it. Null if none is. */
export function lastSeqInView(scroller: HTMLElement): number | null {
  const { bottom, height } = scroller.getBoundingClientRect()
  const rows = [...scroller.querySelectorAll(`[${SEQ_ATTRIBUTE}]`)]
  const seen = rows.findLast((row) => {
    const rect = row.getBoundingClientRect()
    return rect.top + Math.min(rect.height, height / 2) <= bottom + 1
  })
  return seen ? Number(seen.getAttribute(SEQ_ATTRIBUTE)) : null
}

/**
 * Restores the place of the first remembered line that still exists. Returns the place to remember from now on; null if
 * none exists, and then nothing moves.
 */
export function restoreAnchor(scroller: HTMLElement, place: Place): Place | null {
  const anchor = place.find(({ key }) => lineOf(scroller, key))
  const line = anchor && lineOf(scroller, anchor.key)
  if (!line) {
    return null
  }
  const top = line.getBoundingClientRect().top - scroller.getBoundingClientRect().bottom
  const moved = top - anchor.top
  // No screen can show less, and a browser rounds a position.
  if (Math.abs(moved) >= 0.1) {
    scroller.scrollTop += moved
  }
  return [anchor, ...standIns(linesOf(scroller), anchor.key)]
}
