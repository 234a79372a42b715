import { describe, expect, it } from 'vitest'
import { beginningFirst, isInFolder, matches } from '~/components/room/found'
import { roomView } from './room-view'

describe('what the list shows', () => {
  it('keeps the open room in the folder of unread ones', () => {
    const [read, unread, direct] = [roomView('a'), roomView('b', { unread: 2 }), roomView('c', { kind: 'direct' })]
    const inFolder = (folder: 'all' | 'unread' | 'direct', active: string) =>
      [read, unread, direct].filter(one => isInFolder(one, folder, active)).map(({ id }) => id)
    expect(inFolder('all', 'a')).toEqual(['a', 'b', 'c'])
    expect(inFolder('unread', 'a')).toEqual(['a', 'b'])
    expect(inFolder('unread', 'c')).toEqual(['b', 'c'])
    expect(inFolder('direct', 'a')).toEqual(['c'])
  })

  it.each([
    ['Customer service', 'serv', true],
    ['Customer service', 'SERVICE cust', true],
    ['Customer service', 'ｓｅｒｖ', true],
    ['Customer service', 'sales', false],
    ['产品例会', '例会', true],
    ['anything', '', true],
    ['anything', '  ', true],
  ])('finds %j by %j: %s', (title, words, found) => {
    expect(matches(title, words)).toBe(found)
  })

  it.each([
    ['be', ['Ben Okafor', 'Tom Becker', 'Abel']],
    [' BE ', ['Ben Okafor', 'Tom Becker', 'Abel']],
    ['', ['Tom Becker', 'Ben Okafor', 'Abel']],
  ])('lists first what begins with %j', (words, order) => {
    expect(beginningFirst(['Tom Becker', 'Ben Okafor', 'Abel'], title => title, words)).toEqual(order)
  })
})
