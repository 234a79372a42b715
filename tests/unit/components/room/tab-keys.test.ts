import { describe, expect, it } from 'vitest'
import { nextTab } from '~/components/room/tab-keys'

describe('nextTab', () => {
  it('goes round in both directions', () => {
    expect(nextTab('ArrowRight', 2, 3)).toBe(0)
    expect(nextTab('ArrowUp', 0, 3)).toBe(2)
  })

  it('goes to the ends, and opens the tab itself', () => {
    expect(nextTab('Home', 2, 3)).toBe(0)
    expect(nextTab('End', 0, 3)).toBe(2)
    expect(nextTab('Enter', 1, 3)).toBe(1)
  })

  it('leaves other keys alone', () => {
    expect(nextTab('a', 1, 3)).toBeNull()
    expect(nextTab('Tab', 1, 3)).toBeNull()
  })
})
