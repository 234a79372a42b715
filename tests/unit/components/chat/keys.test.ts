import { describe, expect, it } from 'vitest'
import { completes, isSendKey, writes } from '~/components/chat/keys'

const enter = { key: 'Enter', shiftKey: false, ctrlKey: false, metaKey: false, isComposing: false, keyCode: 13 }

describe('the composer\'s keys', () => {
  it('sends on Enter, and not on Shift and Enter or another key', () => {
    expect(isSendKey(enter, true)).toBe(true)
    expect(isSendKey({ ...enter, shiftKey: true }, true)).toBe(false)
    expect(isSendKey({ ...enter, key: 'a', keyCode: 65 }, true)).toBe(false)
  })

  it('breaks the line on Enter where it is not meant to send, and sends with Ctrl or ⌘', () => {
    expect(isSendKey(enter, false)).toBe(false)
    expect(isSendKey({ ...enter, ctrlKey: true }, false)).toBe(true)
    expect(isSendKey({ ...enter, metaKey: true }, false)).toBe(true)
  })

  it.each([
    true, false,
  ])('never sends while an input method composes, nor on the Enter that ends it in Safari (Enter sends: %s)', (enterSends) => {
    expect(isSendKey({ ...enter, ctrlKey: true, isComposing: true }, enterSends)).toBe(false)
    expect(isSendKey({ ...enter, ctrlKey: true, keyCode: 229 }, enterSends)).toBe(false)
  })

  it('completes a field of one line on Enter, whatever it does in the composer', () => {
    expect(completes(enter)).toBe(true)
    expect(completes({ ...enter, isComposing: true })).toBe(false)
    expect(completes({ ...enter, shiftKey: true })).toBe(false)
  })
})

describe('a key that writes', () => {
  const press = { ...enter, key: 'a', altKey: false }

  it.each(['a', 'Z', 'é', '1', '/', '中', '😀'])('a key that writes is %s', key => expect(writes({ ...press, key })).toBe(true))
  it.each(['Enter', 'Escape', 'ArrowUp', 'Tab', 'F5', ' ', 'Dead'])('a key that writes is not %j', key =>
    expect(writes({ ...press, key })).toBe(false),
  )

  it('a key that writes is no shortcut', () => {
    expect(writes({ ...press, ctrlKey: true })).toBe(false)
    expect(writes({ ...press, metaKey: true })).toBe(false)
    expect(writes({ ...press, altKey: true })).toBe(false)
  })
})
