import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isNotice, parseLogEvent } from '../../../../../shared/events'
import type { HistoryQuery } from '../../../../../shared/schemas/history'
import { inviteSchema } from '../../../../../shared/schemas/invites'
import { roomAnswerSchema } from '../../../../../shared/schemas/rooms'
import { readHistory } from '../../../../../server/domain/messages/history'
import { ENGINES } from '../../../../support/engine'
import { ask, PASSWORD, signUp, type Account } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'
import { RecordingPeer } from '../../../../support/recording-peer'
import { done, newRoom, request } from '../../../../support/rooms'

const userOf = ({ session: { user: { id, name } } }: Account) => ({ id, name })

describe.each(ENGINES)('what happens to a room, on %s', (engine) => {
  let place: TestPlace
  let url: string
  let ada: Account
  let bob: Account
  let eve: Account

  beforeAll(async () => {
    place = await startPlaceOn(engine, { RATE_LIMIT: '100000/1' })
    url = place.url
    ada = await signUp(url, 'ada')
    bob = await signUp(url, 'bob')
    eve = await signUp(url, 'eve')
  })
  afterAll(() => place?.stop())

  const must = async (how: string, body: object | undefined, who: Account) => {
    expect(await request(url, how, body, who), how).toMatchObject({ status: 200 })
  }
  const join = async (room: string, who: Account, wire: 'app' | 'plain' = 'app', mark?: number) => {
    const peer = new RecordingPeer(wire, who.session.user.id)
    peer.user = userOf(who)
    await (wire === 'app'
      ? place.parley.hub.join(peer, room, 1, undefined, mark)
      : place.parley.hub.joinPlain(peer, room, null))
    return peer
  }
  const write = async (room: string, author: Account, text: string) => {
    const { event } = await place.parley.log.append({
      type: 'message',
      room,
      id: text,
      author: userOf(author),
      at: Date.now(),
      text,
    })
    place.parley.hub.deliver(room, [event])
  }

  it('stands in the log of a private room: who came and went, and what it is called; none of it is unread', async () => {
    const { id } = await newRoom(url, ada, 'private')
    const [owner, plain] = [await join(id, ada), await join(id, ada, 'plain')]
    const { code } = await done(inviteSchema, url, `POST /api/rooms/${id}/invites`, {}, ada)
    await must(`POST /api/rooms/${id}/members`, { person: bob.session.user.id }, ada)
    await must(`POST /api/rooms/${id}/members`, { person: bob.session.user.id }, ada)
    await must(`POST /api/invites/${code}/accept`, undefined, eve)
    await must(`PATCH /api/rooms/${id}`, { title: 'Greenhouse', topic: 'plants' }, ada)
    await write(id, bob, 'hello')
    const inside = await join(id, bob)
    await must(`POST /api/rooms/${id}/leave`, undefined, eve)
    await must(`DELETE /api/rooms/${id}/members/${bob.session.user.id}`, undefined, ada)
    const told = [
      { type: 'member', seq: 1, author: userOf(ada), action: 'add', person: userOf(bob) },
      { type: 'member', seq: 2, author: userOf(eve), action: 'join' },
      { type: 'room', seq: 3, author: userOf(ada), title: 'Greenhouse' },
      { type: 'member', seq: 5, author: userOf(eve), action: 'leave' },
      { type: 'member', seq: 6, author: userOf(ada), action: 'remove', person: userOf(bob) },
    ]
    const heard = (peer: RecordingPeer) => peer.events.filter(({ type }) => type === 'member' || type === 'room')
    await expect.poll(() => heard(owner)).toMatchObject(told)
    expect(heard(inside), 'who was removed hears nothing more').toMatchObject(told.slice(3, 4))
    expect(plain.texts).toEqual(['hello'])
    const page = await readHistory(place.parley, { id, kind: 'private' }, { before: 6, limit: 50 })
    expect(page).toMatchObject({ messages: [{ seq: 4 }], notices: told.slice(0, 4), older: false })
    const again = await join(id, ada, 'app', 0)
    expect(again.last('joined')).toMatchObject({ page: [{ seq: 4 }], notices: told, unread: 1 })
  })

  it('comes with the page of messages that it belongs to, and with no other', async () => {
    const { id } = await newRoom(url, ada, 'private')
    await must(`POST /api/rooms/${id}/members`, { person: bob.session.user.id }, ada)
    for (const text of ['one', 'two']) await write(id, ada, text)
    await must(`PATCH /api/rooms/${id}`, { title: 'Between' }, ada)
    await write(id, ada, 'three')
    const pageOf = async (query: HistoryQuery) => {
      const { messages, notices = [] } = await readHistory(place.parley, { id, kind: 'private' }, query)
      return [...messages, ...notices].map(({ seq }) => seq).sort()
    }
    expect(await pageOf({ limit: 2 })).toEqual([3, 4, 5])
    expect(await pageOf({ before: 3 })).toEqual([1, 2])
    expect(await pageOf({ after: 2, limit: 1 })).toEqual([3])
    expect(await pageOf({ around: 3, limit: 2 })).toEqual([3, 4, 5])
  })

  it('is not written into the log of a channel', async () => {
    const { id } = await newRoom(url, ada, 'channel')
    await must(`POST /api/rooms/${id}/join`, undefined, bob)
    await must(`PATCH /api/rooms/${id}`, { title: 'Renamed' }, ada)
    await must(`POST /api/rooms/${id}/leave`, undefined, bob)
    expect((await done(roomAnswerSchema, url, `GET /api/rooms/${id}`, undefined, ada)).room.lastSeq).toBe(0)
  })

  it('names no erased user', async () => {
    const zoe = await signUp(url, 'zoe')
    const { id } = await newRoom(url, ada, 'private')
    await must(`POST /api/rooms/${id}/members`, { person: zoe.session.user.id }, ada)
    expect(await ask(url, 'POST /api/account/erase', { password: PASSWORD }, zoe.cookie)).toMatchObject({ status: 200 })
    const stored = async () =>
      (await place.parley.log.after(id, 0, 10)).map(parseLogEvent).filter(event => event !== null && isNotice(event))
    await expect
      .poll(stored, { timeout: 20_000 })
      .toMatchObject([{ action: 'add', person: { id: zoe.session.user.id, name: 'Deleted user' } }])
  })
})
