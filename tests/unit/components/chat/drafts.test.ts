import { describe, expect, it } from 'vitest'
import { Drafts, NO_DRAFT, draftKey, joinDraft, parseDraft } from '~/components/chat/drafts'

function memory() {
  const map = new Map<string, string>()
  return {
    map,
    getItem: (key: string) => map.get(key) ?? null,
    setItem: (key: string, value: string) => void map.set(key, value),
    removeItem: (key: string) => void map.delete(key),
  }
}

const draft = (text: string) => ({ text, editing: null, aside: '' })
const a = draftKey('ann', 'a')
const b = draftKey('ann', 'b')

describe('drafts', () => {
  it('keeps one text per room and person, over a reload', () => {
    const storage = memory()
    const drafts = new Drafts(() => storage)
    expect(drafts.set(a, draft('half a sentence'))).toBe(true)
    drafts.set(b, draft('other'))
    const again = new Drafts(() => storage)
    expect(again.get(a)).toEqual(draft('half a sentence'))
    expect(again.get(b)).toEqual(draft('other'))
    expect(again.get(draftKey('ann', 'c'))).toEqual(NO_DRAFT)
    expect(again.get(draftKey('bob', 'a'))).toEqual(NO_DRAFT)
  })

  it('shows what another tab has stored since', () => {
    const storage = memory()
    const [one, other] = [new Drafts(() => storage), new Drafts(() => storage)]
    one.set(a, draft('from the one'))
    other.set(a, draft('from the other'))
    expect(one.get(a).text).toBe('from the other')
  })

  it('keeps which message is edited, one that waits or one of the log', () => {
    const storage = memory()
    const drafts = new Drafts(() => storage)
    for (const editing of ['client-id', { seq: 7, before: 'old' }]) {
      drafts.set(a, { text: 'new', editing, aside: 'half' })
      expect(new Drafts(() => storage).get(a)).toEqual({ text: 'new', editing, aside: 'half' })
    }
  })

  it('leaves nothing behind when the text was sent', () => {
    const storage = memory()
    const drafts = new Drafts(() => storage)
    drafts.set(a, draft('text'))
    drafts.set(a, NO_DRAFT)
    expect(storage.map.size).toBe(0)
  })

  it('keeps which message is edited, and what was put aside for it', () => {
    const storage = memory()
    const editing = { text: '', editing: 'c1', aside: 'half a sentence' }
    new Drafts(() => storage).set(a, editing)
    expect(new Drafts(() => storage).get(a)).toEqual(editing)
  })

  it('serves for the life of the page where storage is refused, and says that it is not stored', () => {
    const drafts = new Drafts(() => {
      throw new Error('SecurityError')
    })
    expect(drafts.set(a, draft('text'))).toBe(false)
    expect(drafts.get(a)).toEqual(draft('text'))
  })

  it.each(['', 'null', '{}', '{"text":1}', 'half a sentence'])('takes a damaged one for none: %j', stored =>
    expect(parseDraft(stored)).toEqual(NO_DRAFT),
  )
})

describe('a draft and what was typed before it could be shown', () => {
  it.each([
    ['half a sentence', null, 'half a sentence'],
    ['half a sentence', '', 'half a sentence'],
    ['', 'early', 'early'],
    ['half a', 'half a sentence', 'half a sentence'],
    ['half a sentence', 'early', 'half a sentence\nearly'],
  ])('a draft of %j and what was typed before it could be shown, %j, become %j', (draft, early, both) => {
    expect(joinDraft(draft, early)).toBe(both)
  })
})
