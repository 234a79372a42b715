import { describe, expect, it } from 'vitest'
import { RoomRegistry } from '../../../../../server/domain/rooms/registry'

const ada = { id: 'u_ada', name: 'Ada' }

const registry = new RoomRegistry([
  { id: 'sales', kind: 'channel', title: 'Sales' },
  { id: 'board', kind: 'private', title: 'Board' },
])

describe('the rooms', () => {
  it('let anybody read a channel, and a person write in it', () => {
    expect(registry.demand(null, 'read', 'sales').title).toBe('Sales')
    expect(registry.demand(ada, 'send', 'sales').title).toBe('Sales')
  })

  it('let nobody write without an identity', () => {
    expect(() => registry.demand(null, 'send', 'sales')).toThrowError(expect.objectContaining({ code: 'forbidden' }))
  })

  it('answer the same for a room that does not exist and one that is not for this person', () => {
    for (const id of ['board', 'nowhere']) {
      expect(() => registry.demand(ada, 'read', id)).toThrowError(expect.objectContaining({ code: 'not_found', message: expect.not.stringContaining('Board') }))
    }
  })

  // A private room would have heard what any Redis client publishes under its name.
  it('are channels or not, and one that does not exist is none', () => {
    expect(['sales', 'board', 'nowhere'].map(id => registry.isChannel(id))).toEqual([true, false, false])
  })

  it('name the channels that there are, and only those', () => {
    expect(() => registry.demand(ada, 'read', 'x')).toThrowError('The channels here are: sales.')
  })

  it('take the first channel where channel_1 is meant and missing', () => {
    expect(registry.channelOf(null)).toBe('sales')
    expect(new RoomRegistry([...registry.rooms, { id: 'channel_1', kind: 'channel', title: '1' }]).channelOf(null)).toBe('channel_1')
  })

  // An empty cookie was answered with 404.
  it.each(['', ' ', '\t '])('take the default channel for the blank name %j', (name) => {
    expect(registry.channelOf(name)).toBe('sales')
    expect(registry.channelOf('board')).toBe('board')
  })
})
