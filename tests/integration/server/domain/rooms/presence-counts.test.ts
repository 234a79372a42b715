import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, signUp } from '../../../../support/people'
import { startPlace, type TestPlace } from '../../../../support/place'
import { connectPlace, type PlaceSocket } from '../../../../support/place-socket'
import { newRoom } from '../../../../support/rooms'
import { waitFor } from '../../../../support/wait-for'

let place: TestPlace
beforeAll(async () => {
  place = await startPlace({ RATE_LIMIT: 'off' })
})
afterAll(() => place?.stop())

async function joined(socket: PlaceSocket, room: string): Promise<number> {
  socket.sends({ type: 'join', id: 1, room })
  return waitFor(async () => {
    const answer = socket.events.find(event => event.type === 'joined' && event.room === room)
    if (answer?.type !== 'joined') throw new Error(`No answer to the join of ${room}.`)
    return answer.online
  }, { what: 'the answer to a join' })
}

it('the number of users online leaves out users who hide it, from the moment they do, and stays hidden in a direct room', async () => {
  const [ada, bob] = [await signUp(place.url, 'ada'), await signUp(place.url, 'bob')]
  const { id: room } = await newRoom(place.url, ada, 'private')
  await ask(place.url, `POST /api/rooms/${room}/members`, { person: bob.session.user.id }, ada.cookie)
  const opened = await ask(place.url, `PUT /api/direct/${bob.session.user.id}`, undefined, ada.cookie)
  const talk = (opened.body as { room: { id: string } }).room.id
  const [hers, his] = [await connectPlace(place, ada.cookie), await connectPlace(place, bob.cookie)]
  const { presence } = place.parley
  await joined(hers, room)
  await joined(hers, talk)
  // The answer is made right before one is counted oneself.
  expect([await joined(his, room), await joined(his, talk)]).toEqual([1, 0])
  await expect.poll(() => [presence.online(room), presence.online(talk)]).toEqual([2, 0])

  await ask(place.url, 'PATCH /api/account', { hidesPresence: true }, ada.cookie)
  await expect.poll(() => presence.online(room)).toBe(1)
  const again = await connectPlace(place, ada.cookie)
  expect(await joined(again, room)).toBe(1)
  expect(presence.online(room)).toBe(1)
  again.ends()

  await ask(place.url, 'PATCH /api/account', { hidesPresence: false }, ada.cookie)
  await expect.poll(() => presence.online(room)).toBe(2)
  hers.ends()
  await expect.poll(() => presence.online(room)).toBe(1)
  expect(his.events.filter(event => event.type === 'presence' && event.room === talk)).toEqual([])
  his.ends()
})
