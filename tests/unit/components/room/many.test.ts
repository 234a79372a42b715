import { describe, expect, it } from 'vitest'
import type { RoomView, TimelineItem } from '~/client/types'
import { byLastMessage, matches, needsList } from '~/components/room/many'

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
  ])('%j: %s', (titles, list) => {
    expect(needsList(titles)).toBe(list)
  })
})

function room(id: string, at: number | null): RoomView {
  const item: TimelineItem = { kind: 'live', key: id, at: at ?? 0, text: 'x' }
  return { id, kind: 'channel', title: id, gone: false, slow: null, status: 'ready', items: at === null ? [] : [item], online: 1, mark: null, unread: 0, typing: [], newSinceSeq: null, opening: false, older: false, olderStatus: 'idle' }
}

describe('the list of rooms', () => {
  it('has the room with the newest message first, and those without any in the operator\'s order', () => {
    expect(byLastMessage([room('a', null), room('b', 5), room('c', null), room('d', 9)]).map(({ id }) => id)).toEqual(['d', 'b', 'a', 'c'])
  })

  it.each([
    ['Customer service', 'serv', true], ['Customer service', 'SERVICE cust', true], ['Customer service', 'ｓｅｒｖ', true], ['Customer service', 'sales', false],
    ['产品例会', '例会', true], ['anything', '', true], ['anything', '  ', true],
  ])('finds %j by %j: %s', (title, words, found) => {
    expect(matches(title, words)).toBe(found)
  })
})
