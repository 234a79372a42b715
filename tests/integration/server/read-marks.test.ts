import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markAnswerSchema, membersSchema, roomAnswerSchema, seenBySchema } from '../../../shared/schemas/rooms'
import { startApp, type TestApp } from '../../support/app'
import { connectParley, visit, type ParleyClient } from '../../support/parley-client'
import { ask, becomeOwner, signIn, signUp } from '../../support/people'
import { postForm } from '../../support/plain-client'

const ROOM = 'channel_1'
let app: TestApp
const open: ParleyClient[] = []

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off' } })
  await becomeOwner(app)
  for (let count = 1; count <= 10; count++) await postForm({ url: app.url, data: `message ${count}` })
})
afterAll(async () => {
  open.forEach(client => client.terminate())
  await app?.stop()
})

async function device(cookie: string) {
  const client = await connectParley({ url: app.wsUrl, cookie })
  open.push(client)
  const hello = await client.next('hello')
  return { client, id: hello.user.id, state: hello.rooms.find(({ id }) => id === ROOM) }
}

describe('the read mark of an account', () => {
  it('is one on all devices: sent with what is unread, lowered to the head, and kept', async () => {
    const ada = await signUp(app.url, 'ada')
    const [phone, desk] = [await device(ada.cookie), await device((await signIn(app.url, 'ada')).cookie)]
    expect(phone.state).toMatchObject({ generation: 0, lastSeq: 10 })
    phone.client.send({ type: 'read', room: ROOM, seq: 4 })
    expect(await desk.client.next('read')).toEqual({
      type: 'read',
      room: ROOM,
      seq: 4,
      generation: 0,
      unread: 6,
      head: 10,
    })
    desk.client.send({ type: 'read', room: ROOM, seq: 1_000_000 })
    expect(await phone.client.next('read')).toMatchObject({ seq: 10, unread: 0 })
    expect((await device(ada.cookie)).state).toMatchObject({ mark: 10, generation: 0, unread: 0 })
  })

  it('goes back on all devices by one operation, and forward again', async () => {
    const eve = await signUp(app.url, 'eve')
    const [phone, desk] = [await device(eve.cookie), await device((await signIn(app.url, 'eve')).cookie)]
    phone.client.send({ type: 'read', room: ROOM, seq: 9 })
    await desk.client.next('read')
    const { status, body } = await ask(app.url, `POST /api/rooms/${ROOM}/unread`, { seq: 6 }, eve.cookie)
    expect(status).toBe(200)
    const mark = { seq: 5, generation: 1, unread: 5, head: 10 }
    expect(markAnswerSchema.parse(body)).toEqual(mark)
    expect(await desk.client.next('read')).toEqual({ type: 'read', room: ROOM, ...mark })
    // Sent before the phone heard of it.
    phone.client.send({ type: 'read', room: ROOM, seq: 10 })
    phone.client.send({ type: 'read', room: ROOM, seq: 7, generation: 1 })
    await desk.client.waitFor(event => event.type === 'read' && event.seq === 7)
    expect((await device(eve.cookie)).state).toMatchObject({ mark: 7, generation: 1, unread: 3 })
  })

  it('is refused of a room that is not there, and not kept of a guest of whom nothing is stored', async () => {
    const guest = await visit(app.url)
    const { client } = await device(guest)
    client.send({ type: 'read', room: 'nowhere', seq: 3 })
    expect(await client.next('error')).toMatchObject({ code: 'not_found', room: 'nowhere' })
    client.send({ type: 'read', room: ROOM, seq: 3 })
    client.send({ type: 'ping' })
    await client.next('pong')
    expect((await device(guest)).state).not.toHaveProperty('generation')
  })
})

describe('a user who hides their presence', () => {
  it('is offline to others at once, without a word of when they were seen, and online again when they don\'t', async () => {
    const mia = await signUp(app.url, 'mia')
    const { client: watcher } = await device((await signUp(app.url, 'tom')).cookie)
    const { id } = await device(mia.cookie)
    const sees = async (state: string) => {
      const event = await watcher.waitFor(
        event => event.type === 'people' && event.people.some(one => one.state === state),
      )
      return event.type === 'people' ? event.people : []
    }
    watcher.send({ type: 'watch', people: [id] })
    await sees('online')
    await ask(app.url, 'PATCH /api/account', { hidesPresence: true }, mia.cookie)
    expect(await sees('offline')).toEqual([{ id, state: 'offline' }])
    await ask(app.url, 'PATCH /api/account', { hidesPresence: false }, mia.cookie)
    await sees('online')
  })

  it('does not see where others are, neither by the socket nor in a list of members, until they don\'t hide it', async () => {
    const [pia, kim] = [await signUp(app.url, 'pia'), await signUp(app.url, 'kim')]
    const [{ client }, { id }] = [await device(pia.cookie), await device(kim.cookie)]
    const { body } = await ask(app.url, `PUT /api/direct/${id}`, undefined, pia.cookie)
    const { id: room } = roomAnswerSchema.parse(body).room
    const listed = async () => {
      const { members } = membersSchema.parse((await ask(app.url, `GET /api/rooms/${room}/members`, undefined, pia.cookie)).body)
      return members.find(member => member.id === id)?.online
    }
    client.send({ type: 'watch', people: [id] })
    expect(await client.next('people')).toMatchObject({ people: [{ id, state: 'online' }] })
    expect(await listed()).toBe(true)
    await ask(app.url, 'PATCH /api/account', { hidesPresence: true }, pia.cookie)
    expect(await client.next('people')).toEqual({ type: 'people', people: [{ id, state: 'offline' }] })
    expect(await listed()).toBe(false)

    const later = await device((await signIn(app.url, 'pia')).cookie)
    later.client.send({ type: 'watch', people: [id] })
    const { client: other } = await device(kim.cookie)
    other.send({ type: 'watch', people: [id] })
    await other.next('people')
    expect(later.client.events.filter(({ type }) => type === 'people')).toEqual([])
    await ask(app.url, 'PATCH /api/account', { hidesPresence: false }, pia.cookie)
    for (const each of [client, later.client]) expect(await each.next('people')).toMatchObject({ people: [{ id, state: 'online' }] })
  })

  it('was seen when they went, to the minute, where they don\'t hide it', async () => {
    const { client: watcher } = await device(await visit(app.url))
    const sue = await device((await signUp(app.url, 'sue')).cookie)
    watcher.send({ type: 'watch', people: [sue.id] })
    await watcher.next('people')
    const before = Date.now()
    await sue.client.close()
    const event = await watcher.next('people')
    const at = event.people[0]?.lastSeenAt ?? 0
    expect(event.people).toMatchObject([{ id: sue.id, state: 'offline' }])
    expect(at % 60_000).toBe(0)
    expect(at).toBeGreaterThan(before - 60_000)
  })
})

describe('who has read in a talk', () => {
  const seenBy = async (room: string, seq: number, cookie: string) => {
    return seenBySchema.parse((await ask(app.url, `GET /api/rooms/${room}/seen?seq=${seq}`, undefined, cookie)).body)
  }

  it('is sent to the other user, only grows, and is hidden for both by a switch of one', async () => {
    const [ann, ben] = [await signUp(app.url, 'ann'), await signUp(app.url, 'ben')]
    const [annAt, benAt] = [await device(ann.cookie), await device(ben.cookie)]
    const { body } = await ask(app.url, `PUT /api/direct/${benAt.id}`, undefined, ann.cookie)
    const { id: room } = roomAnswerSchema.parse(body).room
    annAt.client.send({ type: 'join', id: 1, room })
    await annAt.client.next('joined')
    for (let seq = 1; seq <= 3; seq++)
      annAt.client.send({ type: 'send', room, clientId: `c${seq}`, text: `text ${seq}` })
    await annAt.client.waitFor(event => event.type === 'message' && event.seq === 3)

    expect(await seenBy(room, 1, ann.cookie)).toEqual({ people: [], count: 0 })
    benAt.client.send({ type: 'read', room, seq: 2 })
    expect(await annAt.client.next('seen')).toEqual({ type: 'seen', room, people: [{ id: benAt.id, seq: 2 }] })
    await expect.poll(() => seenBy(room, 1, ann.cookie)).toMatchObject({ people: [{ id: benAt.id, seq: 2 }], count: 1 })
    expect(await seenBy(room, 3, ann.cookie)).toMatchObject({ count: 0 })

    await ask(app.url, `POST /api/rooms/${room}/unread`, { seq: 1 }, ben.cookie)
    expect(await seenBy(room, 2, ann.cookie)).toMatchObject({ people: [{ id: benAt.id, seq: 2 }] })

    await ask(app.url, 'PATCH /api/account', { hidesReading: true }, ben.cookie)
    expect(await seenBy(room, 0, ann.cookie)).toEqual({ people: [], count: 0 })
    annAt.client.send({ type: 'read', room, seq: 3 })
    benAt.client.send({ type: 'read', room, seq: 3, generation: 1 })
    const third = await device((await signIn(app.url, 'ben')).cookie)
    expect(await seenBy(room, 0, ben.cookie)).toEqual({ people: [], count: 0 })
    expect(
      [...annAt.client.events.slice(-5), ...third.client.events].filter(
        event => event.type === 'seen' && event.people[0]?.seq === 3,
      ),
    ).toEqual([])
  })

  it('is not sent to a user who may not know of the room', async () => {
    const [ian, joe, eva] = [await signUp(app.url, 'ian'), await signUp(app.url, 'joe'), await signUp(app.url, 'eva')]
    const { id: joeId } = joe.session.user
    const { body } = await ask(app.url, `PUT /api/direct/${joeId}`, undefined, ian.cookie)
    const { id: room } = roomAnswerSchema.parse(body).room
    expect(await ask(app.url, `GET /api/rooms/${room}/seen?seq=0`, undefined, eva.cookie)).toMatchObject({
      status: 404,
    })
    expect(await ask(app.url, `POST /api/rooms/${room}/unread`, { seq: 1 }, eva.cookie)).toMatchObject({ status: 404 })
  })
})
