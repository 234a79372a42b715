import { describe, expect, it } from 'vitest'
import { Drafts, joinDraft } from '~/components/chat/drafts'

function memory() {
  const map = new Map<string, string>()
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  }
}

describe('drafts', () => {
  it('keeps one text a room, over a reload', () => {
    const storage = memory()
    const drafts = new Drafts(() => storage)
    drafts.set('a', 'half a sentence')
    drafts.set('b', 'other')
    expect(new Drafts(() => storage).get('a')).toBe('half a sentence')
    expect(drafts.get('b')).toBe('other')
    expect(drafts.get('c')).toBe('')
  })

  it('leaves nothing behind when the text was sent', () => {
    const storage = memory()
    const drafts = new Drafts(() => storage)
    drafts.set('a', 'text')
    drafts.set('a', '')
    expect(storage.map.size).toBe(0)
  })

  it('serves for the life of the page where storage is refused', () => {
    const drafts = new Drafts(() => {
      throw new Error('SecurityError')
    })
    drafts.set('a', 'text')
    expect(drafts.get('a')).toBe('text')
  })
})

describe('a draft and what was typed before it could be shown', () => {
  it.each([
    ['half a sentence', null, 'half a sentence'],
    ['half a sentence', '', 'half a sentence'],
    ['', 'early', 'early'],
    ['half a', 'half a sentence', 'half a sentence'],
    ['half a sentence', 'early', 'half a sentence\nearly'],
  ])('of %j and %j becomes %j', (draft, early, both) => {
    expect(joinDraft(draft, early)).toBe(both)
  })
})
