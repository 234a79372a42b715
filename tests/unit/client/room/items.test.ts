import { describe, expect, it } from 'vitest'
import { createItemBuilder } from '~/client/room/items'
import { EMPTY_TIMELINE, applyEntries, applyJoined, applyLive } from '~/client/room/timeline'
import { enqueue } from '~/client/outbox/queue'
import { ME, messageEvent, messages } from '../support/setup'
import { deleteItem, editItem, item } from '../support/outbox'

const list = applyJoined(EMPTY_TIMELINE, { epoch: 'e1', head: 2, mode: 'reset', page: messages(1, 2) })

describe('the items of a room', () => {
  it('keep a live line at its place when messages come after it', () => {
    const line = applyLive(list, { key: 'l1', at: 0, text: 'outside' })
    const { timeline } = applyEntries(line, [messageEvent(3)])
    expect(createItemBuilder()(timeline, [], ME).map(one => one.text)).toEqual([
      'text 1', 'text 2', 'outside', 'text 3',
    ])
  })

  it('end with what waits to be sent, in send order', () => {
    const pending = enqueue([item('c1', 1)], item('c2', 2))
    expect(createItemBuilder()(list, pending, ME).map(one => one.key)).toEqual([
      'id-channel_1-1', 'id-channel_1-2', 'own:c1', 'own:c2',
    ])
  })

  it('show an own message once, under the same key, also while it still stands in the outbox', () => {
    const { timeline } = applyEntries(list, [messageEvent(3, { author: ME, clientId: 'c1' })])
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME).at(-1)).toMatchObject({
      key: 'own:c1',
      seq: 3,
      state: 'sent',
    })
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME)).toHaveLength(3)
  })

  it('do not take another author\'s client id for an own one', () => {
    const { timeline } = applyEntries(list, [messageEvent(3, { clientId: 'c1' })])
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME)).toHaveLength(4)
  })

  describe('of which one is to be changed', () => {
    const { timeline } = applyEntries(list, [messageEvent(3, { author: ME, clientId: 'c1' })])
    const items = (...pending: Parameters<ReturnType<typeof createItemBuilder>>[1]) =>
      createItemBuilder()(timeline, pending, ME)

    it('show the text of the edit, and how that stands', () => {
      const change = { kind: 'edit', clientId: 'e1' }
      expect(items(editItem('e1', 1, 3)).at(-1)).toMatchObject({
        key: 'own:c1',
        seq: 3,
        text: 'text e1',
        state: 'sending',
        change,
      })
      expect(items(editItem('e1', 1, 3, { state: 'failed', error: 'too_long' })).at(-1)).toMatchObject({
        state: 'failed',
        error: 'too_long',
        change,
      })
    })

    it('keep the text of what is to be deleted', () => {
      expect(items(deleteItem('d1', 1, 3)).at(-1)).toMatchObject({
        text: 'text 3',
        state: 'sending',
        change: { kind: 'delete', clientId: 'd1' },
      })
    })

    it('show the last of several changes', () => {
      expect(items(editItem('e1', 1, 3, { wired: true }), editItem('e2', 2, 3)).at(-1)).toMatchObject({
        text: 'text e2',
        change: { clientId: 'e2' },
      })
    })

    it('show no change of a message of another user', () => {
      expect(items(editItem('e1', 1, 2))[1]).toMatchObject({ text: 'text 2', state: 'sent', change: null })
    })

    it('are the same objects while the change waits', () => {
      const [build, pending] = [createItemBuilder(), [editItem('e1', 1, 3)]]
      expect(build(timeline, pending, ME)).toEqual(build(timeline, pending, ME))
      expect(build(timeline, pending, ME)[2]).toBe(build(timeline, pending, ME)[2])
    })
  })

  it('are the same objects as long as nothing changed, so that a list redraws only what did', () => {
    const build = createItemBuilder()
    const before = build(list, [], ME)
    const after = build(applyEntries(list, [messageEvent(3)]).timeline, [], ME)
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })
})
