import { describe, expect, it } from 'vitest'
import { createItemBuilder } from '~/client/room/items'
import { EMPTY_TIMELINE, applyEntries, applyJoined, applyLive } from '~/client/room/timeline'
import { enqueue } from '~/client/outbox/queue'
import { ME, messageEvent, messages } from '../support/setup'
import { item } from '../support/outbox'

const list = applyJoined(EMPTY_TIMELINE, { epoch: 'e1', head: 2, mode: 'reset', page: messages(1, 2) })

describe('the items of a room', () => {
  it('keep a live line at its place when messages come after it', () => {
    const line = applyLive(list, { key: 'l1', at: 0, text: 'outside' })
    const { timeline } = applyEntries(line, [messageEvent(3)])
    expect(createItemBuilder()(timeline, [], ME).map(one => one.text)).toEqual(['text 1', 'text 2', 'outside', 'text 3'])
  })

  it('end with what waits to be sent, in send order', () => {
    const pending = enqueue([item('c1', 1)], item('c2', 2))
    expect(createItemBuilder()(list, pending, ME).map(one => one.key)).toEqual(['id-channel_1-1', 'id-channel_1-2', 'own:c1', 'own:c2'])
  })

  it('show an own message once, under the same key, also while it still stands in the outbox', () => {
    const { timeline } = applyEntries(list, [messageEvent(3, { author: ME, clientId: 'c1' })])
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME).at(-1)).toMatchObject({ key: 'own:c1', seq: 3, state: 'sent' })
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME)).toHaveLength(3)
  })

  it('do not take another author\'s client id for an own one', () => {
    const { timeline } = applyEntries(list, [messageEvent(3, { clientId: 'c1' })])
    expect(createItemBuilder()(timeline, [item('c1', 1)], ME)).toHaveLength(4)
  })

  it('are the same objects as long as nothing changed, so that a list redraws only what did', () => {
    const build = createItemBuilder()
    const before = build(list, [], ME)
    const after = build(applyEntries(list, [messageEvent(3)]).timeline, [], ME)
    expect(after[0]).toBe(before[0])
    expect(after[1]).toBe(before[1])
  })
})
