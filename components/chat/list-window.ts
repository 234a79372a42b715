/**
 * The part of the loaded messages that is in the document. A room may have thousands loaded; the browser lays out a few
 * hundred. The edges are keys of items, not indexes, so that messages may be added at either end.
 */
export interface ListWindow {
  /** Key of the first item shown; null: as many as fit before the last one. */
  readonly first: string | null
  /** Key of the last item shown; null: up to the newest, also when newer ones come. */
  readonly last: string | null
}

export interface Range { readonly start: number, readonly end: number }

interface Keyed { readonly key: string }

/** Rows shown at the newest end: about six phone screens. */
export const TAIL_ROWS = 80
/** Rows added when the reader comes near an edge. */
export const STEP_ROWS = 60
/** Most rows in the document. Above it, rows at the far end are removed. */
export const MAX_ROWS = 240

export const TAIL: ListWindow = { first: null, last: null }

/** The indexes (end exclusive) of the window in `items`. An edge whose item is gone falls back to the newest end. */
export function rangeOf(items: readonly Keyed[], { first, last }: ListWindow): Range {
  const lastIndex = last === null ? -1 : items.findIndex(item => item.key === last)
  const end = lastIndex === -1 ? items.length : lastIndex + 1
  const firstIndex = first === null ? -1 : items.findIndex(item => item.key === first)
  const start = firstIndex === -1 || firstIndex >= end ? Math.max(0, end - TAIL_ROWS) : firstIndex
  return { start, end }
}

function windowOf(items: readonly Keyed[], { start, end }: Range): ListWindow {
  return {
    first: items[start]?.key ?? null,
    last: end >= items.length ? null : items[end - 1]?.key ?? null,
  }
}

/**
 * The window after rows were deleted: a deleted edge moves to the nearest row inside that still exists. The same window
 * if both edges exist, or if nothing of it is left.
 */
export function keepEdges(before: readonly Keyed[], after: readonly Keyed[], window: ListWindow): ListWindow {
  const there = new Set(after.map(({ key }) => key))
  const isThere = (key: string | null) => key === null || there.has(key)
  if (isThere(window.first) && isThere(window.last)) return window
  const { start, end } = rangeOf(before, window)
  const left = before.slice(start, end).filter(({ key }) => there.has(key))
  return {
    first: isThere(window.first) ? window.first : left[0]?.key ?? null,
    last: isThere(window.last) ? window.last : left.at(-1)?.key ?? null,
  }
}

/** Fixes the first row, so that newer messages push nothing out at the top. */
export function pin(items: readonly Keyed[], window: ListWindow): ListWindow {
  return windowOf(items, rangeOf(items, window))
}

/** Shows more above, and removes rows far below. */
export function growUp(items: readonly Keyed[], window: ListWindow): ListWindow {
  const { start, end } = rangeOf(items, window)
  const up = Math.max(0, start - STEP_ROWS)
  return windowOf(items, { start: up, end: Math.min(end, up + MAX_ROWS) })
}

/** Shows more below, and removes rows far above. */
export function growDown(items: readonly Keyed[], window: ListWindow): ListWindow {
  const { start, end } = rangeOf(items, window)
  const down = Math.min(items.length, end + STEP_ROWS)
  return windowOf(items, { start: Math.max(start, down - MAX_ROWS), end: down })
}

/** Shows the part around `index`, with more after it than before it. */
export function around(items: readonly Keyed[], index: number): ListWindow {
  const start = Math.max(0, index - TAIL_ROWS / 2)
  return windowOf(items, { start, end: Math.min(items.length, start + MAX_ROWS) })
}

/** Removes the newest rows if so many came below that the window is far above its size. */
export function limitBelow(items: readonly Keyed[], window: ListWindow): ListWindow {
  const { start, end } = rangeOf(items, window)
  return end - start > MAX_ROWS + STEP_ROWS ? windowOf(items, { start, end: start + MAX_ROWS }) : window
}
