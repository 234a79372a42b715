import { describe, expect, it } from 'vitest'
import { RoomRegistry } from '../../../../../server/utils/rooms/registry'

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

  it('name the channels that there are, and only those', () => {
    expect(() => registry.demand(ada, 'read', 'x')).toThrowError('The channels here are: sales.')
  })

  it('take the first channel where channel_1 is meant and missing', () => {
    expect(registry.defaultChannel).toBe('sales')
    expect(new RoomRegistry([...registry.rooms, { id: 'channel_1', kind: 'channel', title: '1' }]).defaultChannel).toBe('channel_1')
  })
})
