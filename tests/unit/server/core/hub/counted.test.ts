import { expect, it } from 'vitest'
import { ROOM, startHub } from '../../../../support/hub'
import { RecordingPeer } from '../../../../support/recording-peer'

it('a user who hides being online is not counted, from when they hide it until they show it again', async () => {
  const hidden = new Set(['ada'])
  const { hub, inside } = startHub(0, ({ person }) => !hidden.has(person))
  const [ada, bob] = [new RecordingPeer('app', 'ada'), new RecordingPeer('app', 'bob')]
  await hub.join(ada, ROOM, 1)
  await hub.join(bob, ROOM, 1)
  expect(inside.users(ROOM)).toEqual(['bob'])
  hidden.clear()
  hub.recount([ada])
  hub.recount([ada])
  expect(inside.users(ROOM)).toEqual(['bob', 'ada'])
  hidden.add('bob')
  hub.recount([bob])
  hub.recount([bob])
  expect(inside.users(ROOM)).toEqual(['ada'])
  hub.drop(bob)
  hidden.clear()
  await hub.join(bob, ROOM, 2)
  hub.drop(bob)
  hub.drop(ada)
  expect(inside.count(ROOM)).toBe(0)
})
