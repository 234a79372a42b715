import { describe, expect, it } from 'vitest'
import type { ClientFrame } from '#shared/schemas/frames'
import type { Locks } from '~/client/environment'
import { ownLocks } from '~/client/environment'
import type { OutboxItem } from '~/client/outbox/item'
import { nextToSend, settle } from '~/client/outbox/queue'
import { ACK_DEADLINE_MS, createSender } from '~/client/outbox/sender'
import { ManualClock } from '../support/manual-clock'
import { deleteItem, editItem, item } from '../support/outbox'

/** Locks that the test gives and takes. */
class HandLocks implements Locks {
  waiting: { got(): void, lost(): void }[] = []
  givenBack = 0
  take = (_name: string, on: { got(): void, lost(): void }): () => void => {
    this.waiting.push(on)
    return () => void this.givenBack++
  }
}

function world(items: readonly OutboxItem[], locks: Locks = ownLocks) {
  const clock = new ManualClock()
  const state = { items, ready: true, sent: [] as string[], answer: (_frame: ClientFrame) => {} }
  const sender = createSender({
    clock,
    locks,
    lock: 'lock',
    ready: () => state.ready,
    next: () => nextToSend(state.items, 'channel_1'),
    item: clientId => state.items.find(one => one.clientId === clientId) ?? null,
    send(frame) {
      if ('clientId' in frame) state.sent.push(frame.clientId)
      state.answer(frame)
      return true
    },
    wired: clientId =>
      void (state.items = state.items.map(one => one.clientId === clientId ? { ...one, wired: true } : one)),
    isOutdated: one => one.kind !== 'send' && one.epoch !== 'e1',
    lost(clientId) {
      state.items = settle(state.items, clientId)
      sender.pump()
    },
  })
  function acknowledge(clientId: string): void {
    state.items = settle(state.items, clientId)
    sender.pump()
  }
  return { clock, state, sender, acknowledge }
}

describe('the sender', () => {
  it('has one message on its way at a time', () => {
    const { state, sender, acknowledge } = world([item('a', 1), item('b', 2)])
    sender.pump()
    sender.pump()
    expect(state.sent).toEqual(['a'])
    acknowledge('a')
    expect(state.sent).toEqual(['a', 'b'])
  })

  it('sends messages, edits and deletions in the order in which they were given', () => {
    const { state, sender, acknowledge } = world([
      item('a', 1),
      editItem('b', 2, 7),
      deleteItem('c', 3, 8),
      item('d', 4),
    ])
    sender.pump()
    for (const clientId of ['a', 'b', 'c', 'd']) acknowledge(clientId)
    expect(state.sent).toEqual(['a', 'b', 'c', 'd'])
  })

  it('does not send a change of a message in another log', () => {
    const { state, sender } = world(
      [editItem('a', 1, 7), deleteItem('b', 2, 8), item('c', 3)].map(one =>
        one.kind === 'send' ? one : { ...one, epoch: 'e0' },
      ),
    )
    sender.pump()
    expect(state.sent).toEqual(['c'])
  })

  it('sends nothing before the room is joined', () => {
    const { state, sender } = world([item('a', 1)])
    state.ready = false
    sender.pump()
    expect(state.sent).toEqual([])
    state.ready = true
    sender.pump()
    expect(state.sent).toEqual(['a'])
  })

  it('sends what was on its way again after the connection was lost', () => {
    const { state, sender } = world([item('a', 1), item('b', 2)])
    sender.pump()
    sender.lost()
    sender.pump()
    expect(state.sent).toEqual(['a', 'a'])
  })

  it('sends again when nothing answers, and leaves no timer behind when all is sent', () => {
    const { clock, state, sender, acknowledge } = world([item('a', 1)])
    sender.pump()
    clock.advance(ACK_DEADLINE_MS)
    expect(state.sent).toEqual(['a', 'a'])
    acknowledge('a')
    expect(clock.waiting).toBe(0)
  })

  it('goes on with the next one when what was on its way is discarded', () => {
    const { state, sender, acknowledge } = world([item('a', 1), item('b', 2)])
    sender.pump()
    acknowledge('a')
    expect(state.sent).toEqual(['a', 'b'])
  })

  it('waits for its lock, and gives it back when there is nothing to send', () => {
    const locks = new HandLocks()
    const { state, sender, acknowledge } = world([item('a', 1)], locks)
    sender.pump()
    sender.pump()
    expect(locks.waiting).toHaveLength(1)
    expect(state.sent).toEqual([])
    locks.waiting[0]?.got()
    expect(state.sent).toEqual(['a'])
    acknowledge('a')
    expect(locks.givenBack).toBe(1)
  })

  it('queues for its lock again when another tab took it over', () => {
    const locks = new HandLocks()
    const { state, sender } = world([item('a', 1)], locks)
    sender.pump()
    locks.waiting[0]?.got()
    locks.waiting[0]?.lost()
    expect(locks.waiting).toHaveLength(2)
    locks.waiting[1]?.got()
    expect(state.sent).toEqual(['a', 'a'])
  })

  it('is not confused by answers that come while it sends', () => {
    const { state, sender, acknowledge } = world([item('a', 1), item('b', 2), item('c', 3)])
    state.answer = frame => frame.type === 'send' && acknowledge(frame.clientId)
    sender.pump()
    expect(state.sent).toEqual(['a', 'b', 'c'])
    expect(state.items).toEqual([])
    state.answer = () => {}
    state.items = [item('d', 4)]
    sender.pump()
    expect(state.sent.at(-1)).toBe('d')
  })
})
