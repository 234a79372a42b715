import { describe, expect, it } from 'vitest'
import { sends } from '~/components/chat/keys'

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 }

describe('the composer\'s keys', () => {
  it('sends on Enter, and not on Shift and Enter or another key', () => {
    expect(sends(enter)).toBe(true)
    expect(sends({ ...enter, shiftKey: true })).toBe(false)
    expect(sends({ ...enter, key: 'a', keyCode: 65 })).toBe(false)
  })

  it('never sends while an input method composes, nor on the Enter that ends it in Safari', () => {
    expect(sends({ ...enter, isComposing: true })).toBe(false)
    expect(sends({ ...enter, keyCode: 229 })).toBe(false)
  })
})
