import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inviteSchema } from '../../../../../shared/schemas/invites'
import { membersSchema, roomAnswerSchema } from '../../../../../shared/schemas/rooms'
import type { ServerEvent } from '../../../../../shared/schemas/frames'
import { historyPageSchema } from '../../../../../shared/schemas/http'
import type { TestApp } from '../../../../support/app'
import { startCluster, type Cluster } from '../../../../support/cluster'
import { connectParley, visit } from '../../../../support/parley-client'
import { signUp, type Account } from '../../../../support/people'
import { done, newRoom, request } from '../../../../support/rooms'
import { waitFor } from '../../../../support/wait-for'

const idOf = ({ session }: Account) => session.user.id

/** Texts of messages, in any order of arrival: of the answer to a join, or as they came. */
const textsIn = (events: readonly ServerEvent[]) => [...new Set(events.flatMap((event) => {
  if (event.type === 'joined') return (event.page ?? []).map(({ text }) => text)
  return event.type === 'message' ? [event.text] : []
}))].sort()

describe('rooms on two processes', () => {
  let cluster: Cluster
  let apps: Cluster['apps']
  let ada: Account
  let bob: Account

  beforeAll(async () => {
    cluster = await startCluster()
    ;({ apps } = cluster)
    ada = await signUp(apps[0].url, 'ada')
    bob = await signUp(apps[0].url, 'bob')
  })
  afterAll(() => cluster?.stop())

  it('let a new member in at once, whichever process is asked', async () => {
    const [one, two] = apps
    for (let turn = 0; turn < 10; turn++) {
      const { id } = await newRoom(one.url, ada, 'private')
      expect((await request(two.url, `GET /api/rooms/${id}`, undefined, bob)).status).toBe(404)
      await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
      await waitFor(async () =>
        expect((await request(two.url, `GET /api/rooms/${id}`, undefined, bob)).status).toBe(200),
      )
    }
  })

  it('give no message of a removed member a seq after the removal, and none of the room to them', async () => {
    const [one, two] = apps
    const { id } = await newRoom(one.url, ada, 'private')
    await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    const [owner, member] = await Promise.all([
      connectParley({ url: one.wsUrl, cookie: ada.cookie }), connectParley({ url: two.wsUrl, cookie: bob.cookie }),
    ])
    for (const client of [owner, member]) {
      await client.next('hello')
      client.send({ type: 'join', id: 1, room: id })
      await client.next('joined')
    }
    let sending = true
    const send = async (client: typeof owner, who: string) => {
      for (let count = 0; sending; count++) {
        client.send({ type: 'send', room: id, clientId: `${who}${count}`, text: `${who}${count}` })
        await client.waitFor(
          event => (event.type === 'ack' || event.type === 'error') && event.clientId === `${who}${count}`,
        )
      }
    }
    const senders = Promise.all([send(owner, 'ada'), send(member, 'bob')])
    const acks = () => member.events.filter(({ type }) => type === 'ack').length
    await expect.poll(acks, { timeout: 10_000 }).toBeGreaterThan(5)
    await request(one.url, `DELETE /api/rooms/${id}/members/${idOf(bob)}`, undefined, ada)
    const removedAt = Date.now()
    await member.waitFor(event => event.type === 'rooms' && event.gone.includes(id))
    sending = false
    await senders
    const { messages } = await done(
      historyPageSchema,
      one.url,
      `GET /api/rooms/${id}/messages?limit=200`,
      undefined,
      ada,
    )
    const last = Math.max(...messages.filter(({ author }) => author.id === idOf(bob)).map(({ seq }) => seq))
    const acked = member.events.filter(({ type }) => type === 'ack')
    expect(acked.length).toBeGreaterThan(0)
    for (const { author, at } of messages) if (author.id === idOf(bob)) expect(at).toBeLessThanOrEqual(removedAt)
    // What the owner wrote after the last message that the removed member could read came to no one else.
    const seen = member.events.flatMap(event => event.type === 'message' ? [event.seq] : [])
    const audible = messages.filter(({ at }) => at > removedAt).map(({ seq }) => seq)
    expect(seen.filter(seq => audible.includes(seq))).toEqual([])
    expect(last).toBeGreaterThan(0)
    const answer = await request(two.url, `GET /api/rooms/${id}/messages`, undefined, bob)
    expect(answer.status).toBe(404)
    await Promise.all([owner.close(), member.close()])
  })

  it('make one direct room of two that two users open and write in at once, with both messages', async () => {
    const [one, two] = apps
    for (let turn = 0; turn < 3; turn++) {
      const [first, second] = await Promise.all([signUp(one.url, `first${turn}`), signUp(two.url, `second${turn}`)])
      const [here, there] = await Promise.all([
        done(roomAnswerSchema, one.url, `PUT /api/direct/${idOf(second)}`, undefined, first),
        done(roomAnswerSchema, two.url, `PUT /api/direct/${idOf(first)}`, undefined, second),
      ])
      expect(here.room.id).toBe(there.room.id)
      expect(here.room.epoch).toBe(there.room.epoch)
      expect([here.room.title, there.room.title]).toEqual([second.session.user.name, first.session.user.name])
      const room = here.room.id
      const tabs = await Promise.all([
        connectParley({ url: one.wsUrl, cookie: first.cookie }),
        connectParley({ url: two.wsUrl, cookie: second.cookie }),
      ])
      await Promise.all(tabs.map(async (tab, index) => {
        await tab.next('hello')
        tab.send({ type: 'join', id: 1, room })
        await tab.next('joined')
        tab.send({ type: 'send', room, clientId: 'first', text: `from ${index}` })
      }))
      for (const tab of tabs) {
        await tab.next('ack')
        // Both have the room in their lists now.
        await tab.waitFor(event => event.type === 'rooms' && event.changed.some(({ id }) => id === room))
        await expect.poll(() => textsIn(tab.events)).toEqual(['from 0', 'from 1'])
        await tab.close()
      }
      const page = await done(historyPageSchema, two.url, `GET /api/rooms/${room}/messages`, undefined, first)
      expect(page.messages.map(({ seq }) => seq)).toEqual([1, 2])
      expect(page.messages.map(({ text }) => text).sort()).toEqual(['from 0', 'from 1'])
    }
  }, 60_000)

  it('refuse a member removed by one of them everywhere within a second, as they refuse a stranger', async () => {
    const [one, two] = apps
    const stranger = await signUp(two.url, 'stranger')
    const { id } = await newRoom(one.url, ada, 'private')
    await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    const member = await connectParley({ url: two.wsUrl, cookie: bob.cookie })
    await member.next('hello')
    member.send({ type: 'join', id: 1, room: id })
    await member.next('joined')
    const doors = ['', '/messages', '/members', '/invites', '/audit', '/seen?seq=1']
    const answers = ({ cookie }: { readonly cookie: string }) => Promise.all(apps.flatMap(({ url }) => (
      doors.map(async (door) => {
        const answer = await fetch(`${url}/api/rooms/${id}${door}`, { headers: { cookie } })
        return `${answer.status} ${(await answer.text()).replaceAll(/"requestId":"[^"]*"/g, '')}`
      })
    )))
    await request(one.url, `DELETE /api/rooms/${id}/members/${idOf(bob)}`, undefined, ada)
    await waitFor(() => {
      expect(member.events.some(event => event.type === 'rooms' && event.gone.includes(id))).toBe(true)
    }, { timeoutMs: 1_000 })
    expect(await answers(bob)).toEqual(await answers(stranger))
    member.send({ type: 'join', id: 2, room: id })
    expect(await member.waitFor(event => event.type === 'error')).toMatchObject({ id: 2, code: 'not_found' })
    await member.close()
  })

  it('show a direct room to its other user, on the other process, with the first message', async () => {
    const [one, two] = apps
    const [first, second] = await Promise.all([signUp(one.url, 'cleo'), signUp(two.url, 'dan')])
    const [mine, theirs] = await Promise.all([
      connectParley({ url: one.wsUrl, cookie: first.cookie }), connectParley({ url: two.wsUrl, cookie: second.cookie }),
    ])
    await theirs.next('hello')
    const { room: { id } } = await done(roomAnswerSchema, one.url, `PUT /api/direct/${idOf(second)}`, undefined, first)
    mine.send({ type: 'send', room: id, clientId: 'one', text: 'hello' })
    await mine.next('ack')
    const isTold = theirs.waitFor(
      event => event.type === 'rooms' && event.changed.some(room => room.id === id && room.lastSeq === 1),
    )
    await expect(isTold).resolves.toBeDefined()
    await Promise.all([mine.close(), theirs.close()])
  })

  it('let one of twenty in by a link for one', async () => {
    const [one, two] = apps
    const { id } = await newRoom(one.url, ada, 'private')
    const { code } = await done(inviteSchema, one.url, `POST /api/rooms/${id}/invites`, { maxUses: 1 }, ada)
    const guests = await Promise.all(Array.from({ length: 20 }, () => visit(one.url)))
    const answers = await Promise.all(guests.map((cookie, index) =>
      request((index % 2 ? one : two).url, `POST /api/invites/${code}/accept`, undefined, { cookie })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 404)])
    expect((await done(membersSchema, two.url, `GET /api/rooms/${id}/members`, undefined, ada)).count).toBe(2)
  })

  it('keep slow mode together', async () => {
    const [one, two] = apps
    const { id } = await newRoom(one.url, ada, 'private')
    await request(one.url, `POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    await request(one.url, `PATCH /api/rooms/${id}`, { slowSeconds: 600 }, ada)
    const send = (app: TestApp) => request(app.url, 'POST /send/', { data: 'hello', channel: id }, bob)
    await waitFor(async () => expect((await request(two.url, `GET /api/rooms/${id}`, undefined, bob)).body)
      .toMatchObject({ room: { slowSeconds: 600 } }))
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => send(index % 2 ? one : two)))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 429, 429, 429, 429, 429])
  })
})
