import { expect, it } from 'vitest'
import { countReads } from '../../../../../server/core/log/count-reads'
import { MemoryLog } from '../../../../support/memory-log'

it('counts every read of events and messages, and passes on what it gives', async () => {
  const memory = new MemoryLog()
  const events = memory.add('channel_1', 3)
  const { log, reads } = countReads({
    ensureRooms: () => Promise.reject(new Error('not part of this test')),
    append: () => Promise.reject(new Error('not part of this test')),
    after: (room, seq, limit) => memory.after(room, seq, limit),
    before: async () => [],
    messagesAfter: async () => [],
    notices: async () => [],
    message: async () => null,
    countAfter: async () => 0,
    answered: async () => null,
    heads: rooms => memory.heads(rooms),
    state: () => ({ kind: 'sqlite', writable: true }),
    close: async () => {},
  })
  expect(reads()).toBe(0)
  expect(await log.after('channel_1', 1, 10)).toEqual(events.slice(1))
  await log.before('channel_1', null, 10)
  await log.messagesAfter('channel_1', 1, 10)
  await log.message('channel_1', 1)
  await log.countAfter('channel_1', 1, 'u_ada')
  await log.heads(['channel_1'])
  expect(reads()).toBe(5)
})
