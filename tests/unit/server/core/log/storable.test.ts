import { describe, expect, it } from 'vitest'
import { storable } from '../../../../../server/core/log/storable'

const draft = { type: 'message', room: 'a', id: 'm1', author: { id: 'u1', name: 'Ada' }, at: 1, text: '' } as const

describe('a storable draft', () => {
  it('keeps text exactly as it was typed: spaces, line ends, emoji, any script', () => {
    const text = '  two\r\nlines\t你好 🎈👩‍👩‍👧 \u202E \uFFFF '
    expect(storable({ ...draft, text })).toEqual({ ...draft, text })
  })

  it('puts U+FFFD where an engine could not store what is there', () => {
    expect(storable({ ...draft, text: 'a\0b', author: { id: 'u1', name: 'half \uD83C' } })).toMatchObject({
      text: 'a\uFFFDb',
      author: { name: 'half \uFFFD' },
    })
  })

  it('keeps what an edit and a delete point to, and cleans the text of an edit', () => {
    const { text: _text, ...marks } = draft
    const edit = { ...marks, type: 'edit', target: 3 } as const
    expect(storable({ ...edit, text: 'a\0b' })).toEqual({ ...edit, text: 'a\uFFFDb' })
    const removal = { ...marks, type: 'delete', target: 3 } as const
    expect(storable(removal)).toEqual(removal)
  })

  it('cleans texts within a field, and keeps of a field what its schema names', () => {
    const { text: _text, ...marks } = draft
    const person = { id: 'u2', name: 'B\0n', address: '192.0.2.1' }
    const member = { ...marks, type: 'member', action: 'add', person } as const
    expect(storable(member)).toEqual({ ...member, person: { id: 'u2', name: 'B\uFFFDn' } })
  })

  it('has nothing of its author but id and name, and is an object of its own', () => {
    const account = { ...draft.author, role: 'owner' }
    expect(storable({ ...draft, author: account })).toEqual(draft)
    expect(storable(draft)).not.toBe(draft)
  })
})
