import { describe, expect, it } from 'vitest'
import { asksForLast, nextByArrow, opensMenu } from '~/components/message/keys'

const PLAIN = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, isComposing: false }
const press = (key: string, parts = {}) => ({ key, ...PLAIN, ...parts })

describe('the keys of a message that has the focus', () => {
  it('open its menu as everywhere, and with Enter', () => {
    expect(opensMenu(press('ContextMenu'))).toBe(true)
    expect(opensMenu(press('F10', { shiftKey: true }))).toBe(true)
    expect(opensMenu(press('Enter'))).toBe(true)
    expect(opensMenu(press('F10'))).toBe(false)
    expect(opensMenu(press('Enter', { ctrlKey: true }))).toBe(false)
  })

  it('go to the message above and below, and stay at the ends', () => {
    expect(nextByArrow(press('ArrowUp'), 2, 3)).toBe(1)
    expect(nextByArrow(press('ArrowDown'), 0, 3)).toBe(1)
    expect(nextByArrow(press('ArrowUp'), 0, 3)).toBeNull()
    expect(nextByArrow(press('ArrowDown'), 2, 3)).toBeNull()
    expect(nextByArrow(press('ArrowUp', { altKey: true }), 2, 3)).toBeNull()
    expect(nextByArrow(press('a'), 1, 3)).toBeNull()
  })
})

describe('the up arrow in the composer', () => {
  it('asks for the last message where the composer is empty', () => {
    expect(asksForLast(press('ArrowUp'), '')).toBe(true)
    expect(asksForLast(press('ArrowUp'), ' ')).toBe(false)
    expect(asksForLast(press('ArrowUp', { shiftKey: true }), '')).toBe(false)
    expect(asksForLast(press('ArrowUp', { isComposing: true }), '')).toBe(false)
  })
})
