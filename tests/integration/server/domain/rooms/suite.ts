import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditSchema } from '../../../../../shared/schemas/audit'
import { channelsSchema } from '../../../../../shared/schemas/channels'
import { inviteSchema, invitePreviewSchema, invitesSchema } from '../../../../../shared/schemas/invites'
import { roomAnswerSchema, membersSchema } from '../../../../../shared/schemas/rooms'
import type { ServerEvent } from '../../../../../shared/schemas/frames'
import type { RoomState } from '../../../../../shared/schemas/room'
import type { TestApp } from '../../../../support/app'
import { connectParley, visit, type ParleyClient } from '../../../../support/parley-client'
import { signUp, type Account } from '../../../../support/people'
import { done, newRoom, refusal, request, type Caller } from '../../../../support/rooms'

const idOf = ({ session }: Account) => session.user.id

/** What users can do with rooms, on a database of either kind. */
/** An answer without what differs each time: the time, the nonce, and what is the visitor's own. */
async function bare(response: Response): Promise<string> {
  const [, nonce = 'no nonce'] = /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '') ?? []
  const headers = [...response.headers].filter(([name]) => !['date', 'set-cookie', 'content-length'].includes(name))
  const body = (await response.text())
    .replace(/<script type="application\/json" id="visitor">.*?<\/script>/, '')
    .replaceAll(/"requestId":"[^"]*"/g, '')
  return ` ${response.status} ${JSON.stringify(headers)} ${body}`.replaceAll(nonce, 'NONCE')
}

export function describeRooms(name: string, start: () => Promise<{ app: TestApp, stop: () => Promise<void> }>): void {
  describe(`rooms on ${name}`, () => {
    let app: TestApp
    let stop: () => Promise<void>
    let ada: Account
    let bob: Account
    let eve: Account

    beforeAll(async () => {
      ({ app, stop } = await start())
      ada = await signUp(app.url, 'ada')
      bob = await signUp(app.url, 'bob')
      eve = await signUp(app.url, 'eve')
    })
    afterAll(() => stop?.())

    const connect = ({ cookie }: Caller) => connectParley({ url: app.wsUrl, cookie })
    const ask = (how: string, body: object | undefined, who: Caller) => request(app.url, how, body, who)
    const must = async (how: string, body: object | undefined, who: Caller) => {
      expect(await ask(how, body, who), how).toMatchObject({ status: 200 })
    }
    const refused = (how: string, body: object | undefined, who: Caller) => refusal(app.url, how, body, who)
    const list = async (client: ParleyClient) => (await client.next('hello')).rooms
    const privateRoom = async (...members: Account[]) => {
      const room = await newRoom(app.url, ada, 'private')
      for (const member of members) await must(`POST /api/rooms/${room.id}/members`, { person: idOf(member) }, ada)
      return room
    }
    const entered = async (client: ParleyClient, room: string) => {
      client.send({ type: 'join', id: 1, room })
      return client.next('joined')
    }
    const sent = async (client: ParleyClient, room: string, text: string) => {
      client.send({ type: 'send', room, clientId: text.replaceAll(/\W/g, '_'), text })
      return client.waitFor(({ type }) => type === 'ack' || type === 'error')
    }
    const isGone = (room: string) => (event: ServerEvent) => event.type === 'rooms' && event.gone.includes(room)
    const isChanged = (room: string, holds: (state: RoomState) => boolean) => (event: ServerEvent) =>
      event.type === 'rooms' && event.changed.some(state => state.id === room && holds(state))

    it('lists channels to browse, lets in who joins, and out who leaves, in all of their tabs', async () => {
      const { id } = await newRoom(app.url, ada, 'channel', 'Gardening 园艺')
      const browse = (q: string, who: Account) =>
        done(channelsSchema, app.url, `GET /api/rooms?q=${encodeURIComponent(q)}`, undefined, who)
      expect((await browse('gardEN', bob)).channels).toEqual([{ id, title: 'Gardening 园艺', members: 1, joined: false }])
      expect((await browse('艺', bob)).channels).toHaveLength(1)
      expect((await browse('%', bob)).channels).toEqual([])
      const tab = await connect(bob)
      expect((await list(tab)).map(room => room.id)).not.toContain(id)
      const { room } = await done(roomAnswerSchema, app.url, `POST /api/rooms/${id}/join`, undefined, bob)
      expect(room).toMatchObject({ id, role: 'member', title: 'Gardening 园艺' })
      await tab.waitFor(isChanged(id, ({ role }) => role === 'member'))
      expect((await browse('gardening', bob)).channels).toMatchObject([{ members: 2, joined: true }])
      await must(`POST /api/rooms/${id}/leave`, undefined, bob)
      await tab.waitFor(isGone(id))
      expect((await browse('gardening', bob)).channels).toMatchObject([{ members: 1, joined: false }])
      expect(await refused(`POST /api/rooms/${id}/leave`, undefined, bob)).toBe('forbidden')
      await tab.close()
    })

    it('does not let the last owner leave or give up the role, until another is the owner', async () => {
      const { id } = await privateRoom(bob)
      expect(await refused(`POST /api/rooms/${id}/leave`, undefined, ada)).toBe('forbidden')
      expect(await refused(`PUT /api/rooms/${id}/members/${idOf(ada)}`, { role: 'member' }, ada)).toBe('forbidden')
      await must(`PUT /api/rooms/${id}/members/${idOf(bob)}`, { role: 'owner' }, ada)
      await must(`POST /api/rooms/${id}/leave`, undefined, ada)
      expect(await refused(`GET /api/rooms/${id}`, undefined, ada)).toBe('not_found')
      expect((await done(roomAnswerSchema, app.url, `GET /api/rooms/${id}`, undefined, bob)).room.role).toBe('owner')
    })

    it('gives members page by page, each once, and finds them by name', async () => {
      const { id } = await privateRoom(bob, eve)
      const page = await done(membersSchema, app.url, `GET /api/rooms/${id}/members`, undefined, bob)
      expect(page.members.map(({ name: shown, roomRole }) => [shown, roomRole])).toEqual([
        ['Ada', 'owner'],
        ['Bob', 'member'],
        ['Eve', 'member'],
      ])
      expect(page.count).toBe(3)
      const found = await done(membersSchema, app.url, `GET /api/rooms/${id}/members?q=EV`, undefined, bob)
      expect(found.members.map(({ handle }) => handle)).toEqual(['eve'])
      expect(await refused(`GET /api/rooms/${id}/members?after=nonsense`, undefined, bob)).toBe('invalid')
    })

    it('gives the members of a large room page by page, each once', async () => {
      const { id } = await privateRoom()
      const { code } = await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, {}, ada)
      const guests = await Promise.all(Array.from({ length: 60 }, () => visit(app.url)))
      for (const cookie of guests) await must(`POST /api/invites/${code}/accept`, undefined, { cookie })
      const seen: string[] = []
      let after = ''
      do {
        const how = `GET /api/rooms/${id}/members${after && `?after=${after}`}`
        const { members, next = '', count } = await done(membersSchema, app.url, how, undefined, ada)
        expect(count).toBe(61)
        seen.push(...members.map(member => member.id))
        after = next
      } while (after)
      expect(seen[0]).toBe(idOf(ada))
      expect(new Set(seen).size).toBe(61)
      expect(seen).toHaveLength(61)
    })

    it('shuts every door on a removed member at once, and answers as if they never knew the room', async () => {
      const { id } = await privateRoom(bob)
      const [tab, other] = await Promise.all([connect(bob), connect(ada)])
      await Promise.all([entered(tab, id), entered(other, id)])
      await sent(tab, id, 'still here')
      await must(`DELETE /api/rooms/${id}/members/${idOf(bob)}`, { reason: 'spam' }, ada)
      await sent(other, id, 'only for members')
      await tab.waitFor(isGone(id))
      expect(await sent(tab, id, 'too late')).toMatchObject({ type: 'error', code: 'not_found' })
      tab.send({ type: 'join', id: 2, room: id, position: { epoch: 'x', seq: 0 } })
      expect(await tab.waitFor(event => event.type === 'error' && event.id === 2)).toMatchObject({ code: 'not_found' })
      expect(tab.events.filter(event => event.type === 'message' && event.text === 'only for members')).toEqual([])
      const doors = ['', '/messages', '/messages?around=1', '/members', '/members?q=a', '/seen?seq=1', '/invites', '/audit']
      for (const door of doors.map(door => `GET /api/rooms/${id}${door}`))
        expect(await ask(door, undefined, bob)).toEqual({ ...await ask(door, undefined, eve), cookie: bob.cookie })
      const again = await connect(bob)
      expect((await list(again)).map(room => room.id)).not.toContain(id)
      expect(await refused(`POST /api/rooms/${id}/members`, { person: idOf(bob) }, bob)).toBe('not_found')
      await Promise.all([tab.close(), other.close(), again.close()])
    })

    it('shows a removed member the page of a stranger, and of a room that never was, byte by byte, by GET and by HEAD', async () => {
      const { id } = await privateRoom(bob)
      const { code } = await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, {}, ada)
      const never = `${id.slice(0, -1)}${id.endsWith('x') ? 'y' : 'x'}`
      const paths = (room: string) => [
        [`/r/${room}`], [`/r/${room}/1`], [`/r/${room}?panel=details`], ['/', `channel=${room}`],
        [`/api/rooms/${room}`], [`/api/rooms/${room}/messages`], [`/api/rooms?q=${room}`],
      ] as const
      const answers = (room: string, { cookie }: Caller) => Promise.all(paths(room).flatMap(([path, channel = '']) => (
        ['GET', 'HEAD'].map(async (method) => {
          const headers = { accept: 'text/html', cookie: [cookie, channel].filter(Boolean).join('; ') }
          return `${method} ${path} ${await bare(await fetch(app.url + path, { method, headers }))}`.replaceAll(room, 'ROOM')
        })
      )))
      const before = await answers(id, bob)
      expect(before.filter(answer => answer.includes(' 404 '))).toEqual([])
      const tab = await connect(bob)
      await entered(tab, id)
      await must(`DELETE /api/rooms/${id}/members/${idOf(bob)}`, undefined, ada)
      const [removed, stranger, nowhere] = await Promise.all([answers(id, bob), answers(id, eve), answers(never, bob)])
      expect(removed).not.toEqual(before)
      expect(removed).toEqual(stranger)
      expect(removed).toEqual(nowhere)

      const other = await connect(eve)
      const refusalOf = async (client: ParleyClient, room: string, request: number) => {
        client.send({ type: 'join', id: request, room })
        const answer = await client.waitFor(event => event.type === 'error' && event.id === request)
        return JSON.stringify({ ...answer, id: 0 }).replaceAll(room, 'ROOM')
      }
      const refusals = [await refusalOf(tab, id, 7), await refusalOf(other, id, 7), await refusalOf(tab, never, 8)]
      expect(new Set(refusals)).toEqual(new Set([refusals[0]]))
      expect((await ask(`GET /api/invites/${code}`, undefined, bob)).status).toBe(404)
      await Promise.all([tab.close(), other.close()])
    })

    it('bans, says so in the moderation log, and lets no banned user back in by a link until the ban is lifted', async () => {
      const { id } = await privateRoom(bob, eve)
      const { code } = await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, {}, ada)
      expect(await refused(`PUT /api/rooms/${id}/bans/${idOf(bob)}`, undefined, eve)).toBe('forbidden')
      await must(`PUT /api/rooms/${id}/members/${idOf(eve)}`, { role: 'moderator' }, ada)
      expect(await refused(`PUT /api/rooms/${id}/bans/${idOf(ada)}`, undefined, eve)).toBe('forbidden')
      await must(`PUT /api/rooms/${id}/bans/${idOf(bob)}`, { reason: 'spam' }, eve)
      expect(await refused(`POST /api/invites/${code}/accept`, undefined, bob)).toBe('not_found')
      expect(await refused(`POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)).toBe('forbidden')
      const { entries } = await done(auditSchema, app.url, `GET /api/rooms/${id}/audit`, undefined, eve)
      expect(entries).toMatchObject([
        { action: 'ban', byName: 'Eve', target: idOf(bob), targetName: 'Bob', reason: 'spam' },
        { action: 'moderator', byName: 'Ada', targetName: 'Eve' },
      ])
      await must(`DELETE /api/rooms/${id}/bans/${idOf(bob)}`, undefined, eve)
      await must(`POST /api/invites/${code}/accept`, undefined, bob)
    })

    it('mutes a member until a time, and lets them write again', async () => {
      const { id } = await privateRoom(bob)
      const tab = await connect(bob)
      await entered(tab, id)
      await must(`PUT /api/rooms/${id}/members/${idOf(bob)}`, { mutedSeconds: 600 }, ada)
      await tab.waitFor(isChanged(id, ({ mutedUntil }) => (mutedUntil ?? 0) > Date.now()))
      expect(await sent(tab, id, 'muted')).toMatchObject({ code: 'forbidden' })
      await must(`PUT /api/rooms/${id}/members/${idOf(bob)}`, { mutedSeconds: 0 }, ada)
      expect(await sent(tab, id, 'free')).toMatchObject({ type: 'ack' })
      await tab.close()
    })

    it('slows members down, and neither moderators nor a message that is sent again', async () => {
      const { id } = await privateRoom(bob)
      await must(`PATCH /api/rooms/${id}`, { slowSeconds: 60 }, ada)
      const [member, owner] = await Promise.all([connect(bob), connect(ada)])
      await Promise.all([entered(member, id), entered(owner, id)])
      const first = await sent(member, id, 'first')
      expect(first).toMatchObject({ type: 'ack' })
      const error = await sent(member, id, 'second')
      expect(error).toMatchObject({ code: 'rate_limited' })
      expect(error.type === 'error' && error.retryAfterMs).toBeGreaterThan(50_000)
      expect(await sent(member, id, 'first')).toEqual(first)
      expect(await sent(owner, id, 'one')).toMatchObject({ type: 'ack' })
      expect(await sent(owner, id, 'two')).toMatchObject({ type: 'ack' })
      await Promise.all([member.close(), owner.close()])
    })

    it('lets only moderators write in a read-only room, and no user in an archived one until it is restored', async () => {
      const { id } = await privateRoom(bob)
      const [member, owner] = await Promise.all([connect(bob), connect(ada)])
      await Promise.all([entered(member, id), entered(owner, id)])
      await must(
        `PATCH /api/rooms/${id}`,
        { readOnly: true, title: 'Archive of it', emoji: '🌱', topic: 'plants' },
        ada,
      )
      await member.waitFor(isChanged(id, ({ readOnly, title, emoji, topic }) =>
        readOnly === true && title === 'Archive of it' && emoji === '🌱' && topic === 'plants'))
      expect(await sent(member, id, 'no')).toMatchObject({ code: 'forbidden' })
      expect(await sent(owner, id, 'yes')).toMatchObject({ type: 'ack' })
      await must(`PATCH /api/rooms/${id}`, { archived: true }, ada)
      expect(await sent(owner, id, 'archived')).toMatchObject({ code: 'forbidden' })
      await must(`PATCH /api/rooms/${id}`, { archived: false, readOnly: false }, ada)
      expect(await sent(member, id, 'again')).toMatchObject({ type: 'ack' })
      await Promise.all([member.close(), owner.close()])
    })

    it('deletes a room with all that is in it, once its title was typed, and takes it from every list', async () => {
      const { id } = await privateRoom(bob)
      const tab = await connect(bob)
      await entered(tab, id)
      await sent(tab, id, 'gone soon')
      expect(await refused(`DELETE /api/rooms/${id}`, { title: 'design' }, ada)).toBe('invalid')
      expect(await refused(`DELETE /api/rooms/${id}`, { title: 'Design' }, bob)).toBe('forbidden')
      await must(`DELETE /api/rooms/${id}`, { title: 'Design' }, ada)
      await tab.waitFor(isGone(id))
      for (const who of [ada, bob])
        expect(await refused(`GET /api/rooms/${id}/messages`, undefined, who)).toBe('not_found')
      expect(await sent(tab, id, 'nowhere')).toMatchObject({ code: 'not_found' })
      await tab.close()
    })

    it('lets moderators delete messages of others, in the author\'s name, and says so in the log', async () => {
      const { id } = await privateRoom(bob, eve)
      const [member, owner] = await Promise.all([connect(bob), connect(ada)])
      await Promise.all([entered(member, id), entered(owner, id)])
      const ack = await sent(member, id, 'rude')
      const seq = ack.type === 'ack' ? ack.seq : 0
      expect(await refused(`DELETE /api/rooms/${id}/messages/${seq}`, undefined, eve)).toBe('forbidden')
      await must(`DELETE /api/rooms/${id}/messages/${seq}?reason=rude`, undefined, ada)
      expect(await member.next('delete')).toMatchObject({ target: seq, author: { id: idOf(bob) } })
      expect((await ask(`GET /api/rooms/${id}/messages`, undefined, eve)).body).toMatchObject({ messages: [] })
      expect((await done(auditSchema, app.url, `GET /api/rooms/${id}/audit`, undefined, ada)).entries)
        .toMatchObject([{ action: 'delete', by: idOf(ada), target: idOf(bob), reason: 'rude' }])
      expect(await refused(`DELETE /api/rooms/${id}/messages/${seq}`, undefined, ada)).toBe('not_found')
      await Promise.all([member.close(), owner.close()])
    })

    it('lets guests in by a link, who find the room again, and counts each user once', async () => {
      const { id } = await privateRoom()
      const {
        code,
        url,
        expiresAt = 0,
      } = await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, { maxUses: 2 }, ada)
      expect(url).toMatch(new RegExp(`^http://[^/]+/i/${code}$`))
      expect(Math.round((expiresAt - Date.now()) / 86_400_000)).toBe(7)
      const guest = await visit(app.url)
      const preview = await done(invitePreviewSchema, app.url, `GET /api/invites/${code}`)
      expect(preview).toEqual({ title: 'Design', members: 1 })
      await must(`PATCH /api/rooms/${id}`, { title: 'Design and text' }, ada)
      expect(await done(invitePreviewSchema, app.url, `GET /api/invites/${code}`)).toMatchObject({ title: 'Design and text' })
      const accepted = await ask(`POST /api/invites/${code}/accept`, undefined, { cookie: guest })
      expect(accepted).toMatchObject({ status: 200, body: { room: { id, role: 'member' } } })
      const again = { cookie: accepted.cookie }
      await must(`POST /api/invites/${code}/accept`, undefined, again)
      await must(`POST /api/rooms/${id}/leave`, undefined, again)
      await must(`POST /api/invites/${code}/accept`, undefined, again)
      const { invites } = await done(invitesSchema, app.url, `GET /api/rooms/${id}/invites`, undefined, ada)
      expect(invites).toMatchObject([{ code, uses: 1, maxUses: 2, by: 'Ada' }])
      const tab = await connect(again)
      expect((await list(tab)).map(room => room.id)).toContain(id)
      await tab.close()
    })

    it('answers a dead link like a wrong one: revoked, of a removed or banned maker, of an archived room', async () => {
      const wrong = await ask('GET /api/invites/000000000000', undefined, eve)
      expect(wrong).toMatchObject({ status: 404 })
      const { id } = await privateRoom(bob)
      const make = async (who: Account) =>
        (await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, { expiresInDays: 0 }, who)).code
      const dead = async (code: string) => {
        expect(await ask(`GET /api/invites/${code}`, undefined, eve)).toEqual(wrong)
        expect(await refused(`POST /api/invites/${code}/accept`, undefined, eve)).toBe('not_found')
      }
      const revoked = await make(bob)
      await must(`DELETE /api/rooms/${id}/invites/${revoked}`, undefined, bob)
      await dead(revoked)
      const ofBob = await make(bob)
      await must(`DELETE /api/rooms/${id}/members/${idOf(bob)}`, undefined, ada)
      await dead(ofBob)
      await must(`POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
      expect((await ask(`GET /api/invites/${ofBob}`, undefined, eve)).status).toBe(200)
      await must(`PUT /api/rooms/${id}/bans/${idOf(bob)}`, undefined, ada)
      await dead(ofBob)
      const ofAda = await make(ada)
      await must(`PATCH /api/rooms/${id}`, { archived: true }, ada)
      await dead(ofAda)
    })

    it('lets one of twenty in by a link for one, and refuses the others clearly', async () => {
      const { id } = await privateRoom()
      const { code } = await done(inviteSchema, app.url, `POST /api/rooms/${id}/invites`, { maxUses: 1 }, ada)
      const guests = await Promise.all(Array.from({ length: 20 }, () => visit(app.url)))
      const answers = await Promise.all(
        guests.map(cookie => ask(`POST /api/invites/${code}/accept`, undefined, { cookie })),
      )
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 404)).toHaveLength(19)
      const { count } = await done(membersSchema, app.url, `GET /api/rooms/${id}/members`, undefined, ada)
      expect(count).toBe(2)
    })

    it('opens a direct room, which is in the lists of both users from its first message on', async () => {
      const [mine, theirs] = await Promise.all([connect(ada), connect(bob)])
      const { room } = await done(roomAnswerSchema, app.url, `PUT /api/direct/${idOf(bob)}`, undefined, ada)
      expect(room).toMatchObject({ kind: 'direct', title: 'Bob', with: idOf(bob) })
      expect(room.id).toMatch(/^d_[\w-]{22}$/)
      for (const one of [ada, bob]) {
        const before = await connect(one)
        expect((await list(before)).map(({ id }) => id)).not.toContain(room.id)
        await before.close()
      }
      // The user who opened it has it as long as the page stays.
      expect((await done(roomAnswerSchema, app.url, `GET /api/rooms/${room.id}`, undefined, ada)).room).toEqual(room)
      await entered(mine, room.id)
      await sent(mine, room.id, 'hello')
      await mine.waitFor(isChanged(room.id, ({ title }) => title === 'Bob'))
      await theirs.waitFor(isChanged(room.id, ({ title }) => title === 'Ada'))
      expect((await done(roomAnswerSchema, app.url, `PUT /api/direct/${idOf(ada)}`, undefined, bob)).room.id).toBe(
        room.id,
      )
      for (const how of ['POST /leave', 'GET /invites', 'PUT /members/x', 'GET /audit']) {
        const [method = '', path = ''] = how.split(' ')
        expect(await refused(`${method} /api/rooms/${room.id}${path}`, undefined, bob), how).toBe('forbidden')
      }
      expect(await refused(`GET /api/rooms/${room.id}`, undefined, eve)).toBe('not_found')
      await Promise.all([mine.close(), theirs.close()])
    })

    it('shuts a talk where one blocked the other, without saying why', async () => {
      const nobody = await ask('PUT /api/direct/u_nobody', undefined, eve)
      const { room } = await done(roomAnswerSchema, app.url, `PUT /api/direct/${idOf(bob)}`, undefined, eve)
      const tab = await connect(eve)
      await entered(tab, room.id)
      await sent(tab, room.id, 'hello')
      await must(`PUT /api/blocks/${idOf(eve)}`, undefined, bob)
      expect(await sent(tab, room.id, 'are you there?')).toMatchObject({ code: 'forbidden' })
      expect(await ask(`PUT /api/direct/${idOf(bob)}`, undefined, eve)).toEqual(nobody)
      await must(`DELETE /api/blocks/${idOf(eve)}`, undefined, bob)
      expect(await sent(tab, room.id, 'now?')).toMatchObject({ type: 'ack' })
      await tab.close()
    })

    const headOf = (room: string, head: number) => (event: ServerEvent) =>
      event.type === 'heads' && event.rooms.some(one => one.room === room && one.head === head)
    const seqOf = (event: ServerEvent) => event.type === 'ack' ? event.seq : Number.NaN

    it('sends a client that listens to a room its head, what is unread and the newest message, and no event', async () => {
      const { id } = await privateRoom(bob)
      const [tab, other] = await Promise.all([connect(bob), connect(ada)])
      await entered(other, id)
      const first = seqOf(await sent(other, id, 'first'))
      tab.send({ type: 'listen', rooms: { [id]: null } })
      expect(await tab.waitFor(headOf(id, first))).toMatchObject({
        rooms: [{ room: id, unread: 1, last: { text: 'first' } }],
      })
      await sent(other, id, 'second')
      const came = { room: id, from: first, head: first + 1, others: 1, last: { text: 'second' } }
      expect(await tab.waitFor(headOf(id, first + 1))).toMatchObject({ type: 'heads', rooms: [came] })
      other.send({ type: 'delete', room: id, clientId: 'gone', target: first })
      expect(await tab.waitFor(headOf(id, first + 2))).toMatchObject({
        rooms: [{ room: id, unread: 1, last: { text: 'second' } }],
      })
      const again = await connect(bob)
      expect((await list(again)).find(room => room.id === id)).toMatchObject({ lastSeq: first + 2, unread: 1 })
      expect(tab.events.filter(({ type }) => type === 'message')).toEqual([])
      await Promise.all([tab.close(), other.close(), again.close()])
    })

    it('sends nothing more of a room to a client that listens once its user was removed', async () => {
      const [{ id }, kept] = [await privateRoom(bob), await privateRoom(bob)]
      const [tab, other] = await Promise.all([connect(bob), connect(ada)])
      for (const room of [id, kept.id]) await entered(other, room)
      tab.send({ type: 'listen', rooms: { [id]: null, [kept.id]: null } })
      await tab.waitFor(headOf(kept.id, seqOf(await sent(other, kept.id, 'before'))))
      await must(`DELETE /api/rooms/${id}/members/${idOf(bob)}`, {}, ada)
      const told = tab.events.length
      await sent(other, id, 'only for members')
      await tab.waitFor(headOf(kept.id, seqOf(await sent(other, kept.id, 'for both'))))
      tab.send({ type: 'listen', rooms: { [id]: null } })
      await tab.waitFor(isGone(id))
      const after = tab.events.slice(told)
      expect(after.filter(event => event.type === 'heads' && event.rooms.some(({ room }) => room === id))).toEqual([])
      await Promise.all([tab.close(), other.close()])
    })

    const isMessage = (room: string, text: string) => (event: ServerEvent) =>
      event.type === 'message' && event.room === room && event.text === text
    const unreadOf = async (client: ParleyClient, room: string) => {
      const { unread, mentions = [] } = (await list(client)).find(({ id }) => id === room) ?? {}
      return { unread, mentions }
    }

    it('reports to all devices of a member which unread messages mention them, as messages are edited and deleted', async () => {
      const { id } = await privateRoom(bob)
      const [quiet, open, other] = await Promise.all([connect(bob), connect(bob), connect(ada)])
      const { head: mark } = await entered(other, id)
      open.send({ type: 'join', id: 1, room: id, mark })
      await open.next('joined')
      quiet.send({ type: 'listen', rooms: { [id]: null } })
      const first = seqOf(await sent(other, id, 'hi @Bob, and bob@bob.example'))
      const bobs = [{ id: idOf(bob), handle: 'bob' }]
      expect(await open.waitFor(isMessage(id, 'hi @Bob, and bob@bob.example'))).toMatchObject({ mentions: bobs })
      const told = await quiet.waitFor(headOf(id, first))
      expect(told).toMatchObject({ rooms: [{ unread: 1, mentions: [first] }] })
      const second = seqOf(await sent(other, id, 'nobody'))
      await quiet.waitFor(headOf(id, second))
      other.send({ type: 'edit', room: id, clientId: 'call', target: second, text: '@bob after all' })
      expect(await quiet.waitFor(headOf(id, second + 1))).toMatchObject({
        rooms: [{ unread: 2, mentions: [first, second] }],
      })
      other.send({ type: 'edit', room: id, clientId: 'no-call', target: second, text: 'or not' })
      expect(await quiet.waitFor(headOf(id, second + 2))).toMatchObject({ rooms: [{ others: 0, edited: [second] }] })
      const again = await connect(bob)
      expect(await unreadOf(again, id)).toEqual({ unread: 2, mentions: [first] })
      again.send({ type: 'join', id: 2, room: id, mark })
      expect(await again.next('joined')).toMatchObject({ unread: 2, mentions: [first] })
      open.send({ type: 'read', room: id, seq: second })
      const isRead = (event: ServerEvent) => event.type === 'read' && event.room === id
      expect(await again.waitFor(isRead)).toMatchObject({ seq: second, unread: 0 })
      await must(`POST /api/rooms/${id}/unread`, { seq: first }, bob)
      expect(await again.waitFor(isRead)).toMatchObject({ generation: 1, unread: 2, mentions: [first] })
      other.send({ type: 'delete', room: id, clientId: 'gone', target: first })
      expect(await quiet.waitFor(headOf(id, second + 3))).toMatchObject({ rooms: [{ unread: 1 }] })
      const last = await connect(bob)
      expect(await unreadOf(last, id)).toEqual({ unread: 1, mentions: [] })
      await Promise.all([quiet, open, other, again, last].map(one => one.close()))
    })

    it('mentions only who may read the room, and says nothing of other handles', async () => {
      const { id } = await privateRoom(bob)
      const [mine, theirs] = await Promise.all([connect(ada), connect(eve)])
      await entered(mine, id)
      await sent(mine, id, 'hello @eve and @no.such and @bob')
      const told = await mine.waitFor(isMessage(id, 'hello @eve and @no.such and @bob'))
      expect(told).toMatchObject({ mentions: [{ id: idOf(bob), handle: 'bob' }] })
      const over = await fetch(`${app.url}/send/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'cookie': ada.cookie },
        body: JSON.stringify({ channel: id, data: 'by a script, @bob' }),
      })
      expect(over.status).toBe(200)
      expect(await mine.waitFor(isMessage(id, 'by a script, @bob'))).toMatchObject({ mentions: [{ handle: 'bob' }] })
      await sent(mine, id, '@eve?')
      await sent(mine, id, '@no.such?')
      const [ofEve, ofNobody] = await Promise.all(['@eve?', '@no.such?'].map(text => mine.waitFor(isMessage(id, text))))
      expect(Object.keys(ofEve ?? {})).toEqual(Object.keys(ofNobody ?? {}))
      expect(ofEve).not.toHaveProperty('mentions')
      await must(`POST /api/rooms/${id}/members`, { person: idOf(eve) }, ada)
      await theirs.waitFor(isChanged(id, () => true))
      expect(await unreadOf(theirs, id)).toMatchObject({ mentions: [] })
      await Promise.all([mine.close(), theirs.close()])
    })

    it('counts no mentions by a user whom the reader blocks, and hides from all others that it does not', async () => {
      const { id } = await privateRoom(bob, eve)
      const [tab, other] = await Promise.all([connect(bob), connect(eve)])
      await entered(other, id)
      const first = seqOf(await sent(other, id, 'before @bob'))
      const hasMentions = (...seqs: number[]) => isChanged(id, ({ mentions = [] }) => mentions.join() === seqs.join())
      await must(`PUT /api/blocks/${idOf(eve)}`, undefined, bob)
      expect(await tab.waitFor(({ type }) => type === 'me')).toMatchObject({ account: { blocked: [idOf(eve)] } })
      await tab.waitFor(hasMentions())
      const second = seqOf(await sent(other, id, 'after @bob'))
      expect(await other.waitFor(isMessage(id, 'after @bob'))).toMatchObject({
        mentions: [{ id: idOf(bob), handle: 'bob' }],
      })
      const again = await connect(bob)
      expect((await again.next('hello')).account).toMatchObject({ blocked: [idOf(eve)] })
      await must(`DELETE /api/blocks/${idOf(eve)}`, undefined, bob)
      await tab.waitFor(hasMentions(first, second))
      expect(other.events.some(({ type }) => type === 'me')).toBe(false)
      await Promise.all([tab.close(), other.close(), again.close()])
    })

    it('keeps what a user wants of a room, and marks all rooms as read', async () => {
      const { id } = await privateRoom(bob)
      const [tab, other] = await Promise.all([connect(bob), connect(ada)])
      await Promise.all([entered(tab, id), entered(other, id)])
      await must(`PATCH /api/rooms/${id}/mine`, { notify: 'mentions', favourite: true }, bob)
      await must('PATCH /api/rooms/channel_1/mine', { favourite: true }, bob)
      await tab.waitFor(isChanged(id, ({ notify, favourite }) => notify === 'mentions' && favourite === true))
      await sent(other, id, 'unread')
      await must('POST /api/rooms/read-all', {}, bob)
      expect(await tab.waitFor(event => event.type === 'read' && event.room === id)).toMatchObject({ seq: 2 })
      const again = await connect(bob)
      const rooms = await list(again)
      expect(rooms.find(room => room.id === id)).toMatchObject({
        notify: 'mentions',
        favourite: true,
        mark: 2,
        unread: 0,
      })
      expect(rooms.filter(room => room.id === 'channel_1')).toMatchObject([{ favourite: true }])
      await Promise.all([tab.close(), other.close(), again.close()])
    })
  })
}
