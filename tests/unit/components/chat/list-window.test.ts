import { describe, expect, it } from 'vitest'
import type { ListWindow } from '~/components/chat/list-window'
import {
  around, growDown, growUp, keepEdges, limitBelow, MAX_ROWS, pin, rangeOf, STEP_ROWS, TAIL, TAIL_ROWS,
} from '~/components/chat/list-window'

const items = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, index) => ({ key: `k${from + index}` }))

describe('the window of a list', () => {
  it('shows the newest rows and slides with new ones', () => {
    expect(rangeOf(items(0, 500), TAIL)).toEqual({ start: 500 - TAIL_ROWS, end: 500 })
    expect(rangeOf(items(0, 510), TAIL)).toEqual({ start: 510 - TAIL_ROWS, end: 510 })
  })

  it('shows all of a short list', () => {
    expect(rangeOf(items(0, 3), TAIL)).toEqual({ start: 0, end: 3 })
    expect(rangeOf([], TAIL)).toEqual({ start: 0, end: 0 })
  })

  it('keeps its first row when pinned, whatever comes below or above', () => {
    const pinned = pin(items(100, 600), TAIL)
    expect(rangeOf(items(100, 620), pinned)).toEqual({ start: 500 - TAIL_ROWS, end: 520 })
    expect(rangeOf(items(50, 600), pinned)).toEqual({ start: 550 - TAIL_ROWS, end: 550 })
  })

  it('never holds more than its greatest size, going up and coming down again', () => {
    const all = items(0, 2000)
    let shown: ListWindow = TAIL
    for (let step = 0; step < 40; step++) {
      shown = growUp(all, shown)
      const { start, end } = rangeOf(all, shown)
      expect(end - start).toBeLessThanOrEqual(MAX_ROWS)
    }
    expect(rangeOf(all, shown).start).toBe(0)
    for (let step = 0; step < 40; step++) {
      shown = growDown(all, shown)
    }
    expect(rangeOf(all, shown)).toEqual({ start: 2000 - MAX_ROWS, end: 2000 })
    expect(shown.last).toBeNull()
  })

  it('leaves no row out between two steps', () => {
    const all = items(0, 2000)
    const before = rangeOf(all, TAIL)
    const after = rangeOf(all, growUp(all, TAIL))
    expect(after.start).toBe(before.start - STEP_ROWS)
    expect(after.end).toBe(before.end)
  })

  it('leaves out the newest when thousands come while the user reads above', () => {
    const shown = limitBelow(items(0, 3000), pin(items(0, 300), TAIL))
    expect(rangeOf(items(0, 3000), shown)).toEqual({ start: 300 - TAIL_ROWS, end: 300 - TAIL_ROWS + MAX_ROWS })
  })

  it('shows the part around a row, more of what follows than of what is before, and never more than its greatest size', () => {
    const { start, end } = rangeOf(items(0, 3000), around(items(0, 3000), 1000))
    expect(start).toBeLessThan(1000)
    expect(end - 1000).toBeGreaterThan(1000 - start)
    expect(end - start).toBeLessThanOrEqual(MAX_ROWS)
    expect(rangeOf(items(0, 30), around(items(0, 30), 0))).toEqual({ start: 0, end: 30 })
  })

  it('goes to the newest end when the list was replaced and its rows are gone', () => {
    const pinned = growUp(items(0, 500), TAIL)
    expect(rangeOf(items(900, 950), pinned)).toEqual({ start: 0, end: 50 })
  })

  it('stays where it is when the rows at its edges are deleted', () => {
    const before = items(0, 500)
    const held = { first: 'k100', last: 'k300' }
    const after = before.filter(({ key }) => !['k99', 'k100', 'k101', 'k300', 'k301'].includes(key))
    expect(keepEdges(before, after, held)).toEqual({ first: 'k102', last: 'k299' })
    expect(keepEdges(before, before.slice(1), held)).toBe(held)
    expect(keepEdges(before, items(900, 950), held)).toEqual(TAIL)
  })
})
