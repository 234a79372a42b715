import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ERROR_CODES } from '#shared/schemas/frames'
import type { OutboxItem } from '~/client/outbox/item'
import { adopt, enqueue, nextOrder, nextToSend, refuse, retried, settle, superseded } from '~/client/outbox/queue'
import { deleteItem, editItem, item } from '../support/outbox'

const NOW = 50_000
const ids = (items: readonly OutboxItem[]) => items.map(({ clientId }) => clientId)

describe('the queue', () => {
  it('gives the oldest message of a room that waits', () => {
    const items = [item('a', 1, { room: 'channel_2' }), item('b', 2), item('c', 3)]
    expect(nextToSend(items, 'channel_1')?.clientId).toBe('b')
  })

  it('steps over what failed', () => {
    expect(nextToSend([item('a', 1, { state: 'failed' }), item('b', 2)], 'channel_1')?.clientId).toBe('b')
  })

  it('keeps a message that is tried again at its place', () => {
    const items = enqueue(
      [item('a', 1, { state: 'failed' }), item('b', 2)],
      retried(item('a', 1, { state: 'failed', tries: 5 })),
    )
    expect(nextToSend(items, 'channel_1')).toMatchObject({ clientId: 'a', state: 'queued', tries: 0 })
  })

  it('puts a new message behind all others, also within one millisecond', () => {
    expect(nextOrder([item('a', NOW)], NOW)).toBe(NOW + 1)
    expect(nextOrder([], NOW)).toBe(NOW)
  })

  it('leaves itself alone when what is settled is not in it', () => {
    const items = [item('a', 1)]
    expect(settle(items, 'b')).toBe(items)
    expect(settle(items, 'a')).toEqual([])
  })
})

describe('refuse', () => {
  it.each(ERROR_CODES.filter(code => !['rate_limited', 'unavailable', 'internal'].includes(code)))('fails a message for good on %s', (code) => {
    expect(refuse(item('a', 1), code, 0, NOW, 0)).toMatchObject({ state: 'failed', error: code })
  })

  it('waits exactly as long as a rate limit says', () => {
    expect(refuse(item('a', 1), 'rate_limited', 1_234, NOW, 0)).toMatchObject({
      state: 'queued',
      error: 'rate_limited',
      notBefore: NOW + 1_234,
    })
  })

  it('waits longer each time the log is unavailable, and never gives up', () => {
    let refused = item('a', 1)
    const waits = Array.from({ length: 8 }, () => {
      refused = refuse(refused, 'unavailable', 0, NOW, 0)
      return refused.notBefore - NOW
    })
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000])
    expect(refused.state).toBe('queued')
  })

  it('lets a person decide after a fault of the server came back five times', () => {
    let refused = item('a', 1)
    for (let count = 0; count < 4; count++) refused = refuse(refused, 'internal', 0, NOW, 0)
    expect(refused.state).toBe('queued')
    expect(refuse(refused, 'internal', 0, NOW, 0)).toMatchObject({ state: 'failed', error: 'internal' })
  })
})

describe('adopt', () => {
  it('takes over what another tab added, and lets go what it took out', () => {
    expect(ids(adopt([item('a', 1), item('b', 2)], [item('b', 2), item('c', 3)], new Set(), new Set()))).toEqual([
      'b',
      'c',
    ])
  })

  it('keeps what this tab has not stored yet, and does not bring back what it took out', () => {
    expect(
      ids(adopt([item('new', 9)], [item('old', 1), item('gone', 2)], new Set(['new']), new Set(['gone']))),
    ).toEqual(['old', 'new'])
  })

  it('keeps this tab\'s own wait for a message that waits in both', () => {
    expect(adopt([item('a', 1, { notBefore: 77 })], [item('a', 1)], new Set(), new Set())).toMatchObject([
      { notBefore: 77 },
    ])
    expect(
      adopt([item('a', 1)], [item('a', 1, { state: 'failed', error: 'forbidden' })], new Set(), new Set()),
    ).toMatchObject([{ state: 'failed' }])
  })
})

describe('superseded', () => {
  it.each([
    ['an edit that waits, by a later one', [editItem('a', 1, 7), editItem('b', 2, 7)], ['a']],
    ['an edit that waits, by a deletion', [editItem('a', 1, 7), item('m', 2), deleteItem('b', 3, 7)], ['a']],
    [
      'a deletion that failed, by an edit',
      [deleteItem('a', 1, 7, { state: 'failed', error: 'forbidden' }), editItem('b', 2, 7)],
      ['a'],
    ],
    ['all but the last', [editItem('a', 1, 7), editItem('b', 2, 7), editItem('c', 3, 7)], ['a', 'b']],
    ['not one that may be on its way', [editItem('a', 1, 7, { wired: true }), editItem('b', 2, 7)], []],
    ['not the edit of another message', [editItem('a', 1, 7), editItem('b', 2, 8)], []],
    ['not the edit of another room', [editItem('a', 1, 7, { room: 'channel_2' }), editItem('b', 2, 7)], []],
    ['not a message', [item('a', 1), item('b', 2)], []],
  ])('superseded is %s', (_name, items, expected) => expect(ids(superseded(items, 'channel_1'))).toEqual(expected))
})

describe('whatever is added, refused, tried again and settled', () => {
  it('each message is in the queue once, in the order in which it was sent', () => {
    const step = fc.record({
      act: fc.constantFrom('add', 'refuse', 'retry', 'settle'),
      which: fc.nat(9),
      code: fc.constantFrom(...ERROR_CODES),
    })
    fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let items: readonly OutboxItem[] = []
      let added = 0
      for (const { act, which, code } of steps) {
        const chosen = items[which % Math.max(1, items.length)]
        if (act === 'add') items = enqueue(items, item(`c${++added}`, nextOrder(items, NOW)))
        else if (!chosen) continue
        else if (act === 'refuse') items = enqueue(items, refuse(chosen, code, 0, NOW, 0.5))
        else if (act === 'retry') items = enqueue(items, retried(chosen))
        else items = settle(items, chosen.clientId)
        const numbers = ids(items).map(id => Number(id.slice(1)))
        expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      }
    }))
  })
})
