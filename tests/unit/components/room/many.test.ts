import { describe, expect, it } from 'vitest'
import type { RoomView } from '~/client/types'
import { byLastMessage, needsList, neighbour, sectionsOf, showsList } from '~/components/room/many'
import { roomView } from './room-view'

describe('rooms are shown as a list', () => {
  it.each([
    [['Customer service No. 1', 'Customer service No. 2'], false],
    [['一号客服', '二号客服'], false],
    [['General'], false],
    [['a', 'b', 'c'], false],
    [['a', 'b', 'c', 'd'], true],
    [['x'.repeat(60)], false],
    [['x'.repeat(60), 'b'], true],
    [['产品设计与研发团队每周例会与讨论', '二号'], false],
    [['产品设计与研发团队每周例会与讨论记录处', '二号'], true],
    [['Customer service No. 1 (all)', 'b', 'c'], true],
  ])('rooms are shown as a list: %j: %s', (titles, list) => {
    expect(needsList(titles)).toBe(list)
  })

  it('rooms are a list for a user with an account, and for a guest who is in more than the operator\'s channels', () => {
    const few = [roomView('a'), roomView('b')]
    expect(showsList(few, ['a', 'b'], false)).toBe(false)
    expect(showsList(few, ['a', 'b'], true)).toBe(true)
    expect(showsList([...few, roomView('c', { kind: 'private' })], ['a', 'b', 'c'], false)).toBe(true)
  })
})

function room(id: string, at: number | null, over: Partial<RoomView> = {}): RoomView {
  return roomView(id, { items: at === null ? [] : [{ kind: 'live', key: id, at, text: 'x' }], ...over })
}

describe('the list of rooms', () => {
  it('has the room with the newest message first, and those without any in the server\'s order, unread ones first', () => {
    const rooms = [room('a', null), room('b', 5), room('c', null), room('d', 9), room('e', null, { unread: 3 })]
    expect(byLastMessage(rooms).map(({ id }) => id)).toEqual(['d', 'b', 'e', 'a', 'c'])
  })

  it('begins with the operator\'s few rooms at their places, then others and direct talks by their last messages', () => {
    const rooms = [
      room('one', null, { pinned: true }),
      room('two', 9, { pinned: true }),
      room('old', 1),
      room('ann', 3, { kind: 'direct' }),
      room('new', 8, { kind: 'private' }),
      room('bo', 4, { kind: 'direct' }),
    ]
    expect(sectionsOf(rooms).map(section => [section.name, section.rooms.map(({ id }) => id)])).toEqual([
      ['pinned', ['one', 'two']], ['rooms', ['new', 'old']], ['people', ['bo', 'ann']],
    ])
  })

  it('has the operator\'s many rooms by their last messages, and no empty sections', () => {
    const rooms = ['a', 'b', 'c', 'd'].map((id, at) => room(id, at, { pinned: true }))
    expect(sectionsOf(rooms).map(section => section.rooms.map(({ id }) => id))).toEqual([['d', 'c', 'b', 'a']])
  })
})

describe('the next room', () => {
  const rooms = [roomView('a'), roomView('b', { unread: 1 }), roomView('c'), roomView('d', { unread: 2 })]
  it.each([
    ['a', 1, false, 'b'], ['d', 1, false, 'a'], ['a', -1, false, 'd'], ['c', -1, false, 'b'],
    ['a', 1, true, 'b'], ['b', 1, true, 'd'], ['d', 1, true, 'b'], ['c', -1, true, 'b'], ['b', -1, true, 'd'],
    ['gone', 1, false, 'a'],
  ] as const)('after %s, in direction %i, unread only: %s, is %s', (active, step, unreadOnly, next) => {
    expect(neighbour(rooms, active, step, unreadOnly)?.id).toBe(next)
  })

  it('is none where no other is unread, or only muted ones are', () => {
    expect(neighbour([roomView('a', { unread: 5 }), roomView('b')], 'a', 1, true)).toBeNull()
    expect(neighbour([roomView('a'), roomView('b', { unread: 5, notify: 'nothing' })], 'a', 1, true)).toBeNull()
  })
})

it('rooms that the user keeps at the top stand among the pinned ones, of whatever kind', () => {
  const rooms = [
    room('operator', 1, { pinned: true }), room('other', 9), room('kept', 5, { kind: 'private', favourite: true }),
    room('ben', 7, { kind: 'direct', favourite: true }), room('mia', 8, { kind: 'direct' }),
  ]
  const sections = sectionsOf(rooms).map(({ name, rooms }) => [name, rooms.map(({ id }) => id)])
  expect(sections).toEqual([['pinned', ['operator', 'kept', 'ben']], ['rooms', ['other']], ['people', ['mia']]])
})
