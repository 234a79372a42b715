import { expect, it } from 'vitest'
import { createCallFinder } from '~/components/notify/calls'
import { roomView } from '../room/room-view'

it('finds rooms in which the user was mentioned since the last look, and none that are muted', () => {
  const look = createCallFinder()
  expect(look([roomView('a', { mentions: 1 }), roomView('b'), roomView('c')])).toEqual(['a'])
  const next = [
    roomView('a', { mentions: 1 }),
    roomView('b', { mentions: 2 }),
    roomView('c', { mentions: 1, notify: 'nothing' }),
  ]
  expect(look(next)).toEqual(['b'])
  expect(look(next)).toEqual([])
})
