import { describe, expect, it } from 'vitest'
import { storable } from '../../../../../server/core/log/storable'

const draft = { room: 'a', id: 'm1', author: { id: 'u1', name: 'Ada' }, at: 1, text: '' }

describe('a storable draft', () => {
  it('keeps text exactly as it was typed: spaces, line ends, emoji, any script', () => {
    const text = '  two\r\nlines\t你好 🎈👩‍👩‍👧 \u202E \uFFFF '
    expect(storable({ ...draft, text }).text).toBe(text)
  })

  it('puts U+FFFD where an engine could not store what is there', () => {
    expect(storable({ ...draft, text: 'a\0b', author: { id: 'u1', name: 'half \uD83C' } })).toMatchObject({ text: 'a\uFFFDb', author: { name: 'half \uFFFD' } })
  })
})
