import { afterAll, beforeAll, expect, it } from 'vitest'
import { inviteSchema } from '../../../shared/schemas/invites'
import { sendAnswerSchema } from '../../../shared/schemas/http'
import { startApp, type TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { ask, signIn, signUp } from '../../support/people'
import { forEachSeed, type Random } from '../../support/random'
import { readLog } from '../../support/read-log'
import { done, newRoom, request } from '../../support/rooms'

const STEPS = 60
const ACTS = [
  'post', 'post', 'post', 'delete', 'send', 'read', 'read', 'unread', 'leave', 'rejoin', 'rejoin', 'open', 'cut', 'reload',
] as const

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off' } })
})
afterAll(() => app?.stop())

/** Ann on two devices, in a channel and in a private room of Olga's, which she leaves and comes back to. */
async function world(random: Random) {
  const { url, wsUrl } = app
  const olga = await signUp(url, `olga_${random.seed}`)
  const laptop = await signUp(url, `ann_${random.seed}`)
  const phone = await signIn(url, laptop.handle)
  const channel = (await newRoom(url, olga, 'channel')).id
  const secret = (await newRoom(url, olga, 'private')).id
  const rooms = [channel, secret]
  const inside = new Set<string>()
  const posted: { room: string, seq: number }[] = []
  const devices = [laptop, phone].map(visitor => (
    new Tab({ visitor, url: () => url, wsUrl: () => wsUrl, random: random.next })
  ))
  let count = 0

  async function rejoin(room: string): Promise<void> {
    const { code } = await done(inviteSchema, url, `POST /api/rooms/${room}/invites`, {}, olga)
    const how = room === channel ? `POST /api/rooms/${room}/join` : `POST /api/invites/${code}/accept`
    expect(await request(url, how, undefined, laptop)).toMatchObject({ status: 200 })
    inside.add(room)
  }

  async function leave(room: string): Promise<void> {
    if (!inside.has(room)) return
    const isRemoved = room === secret && random.chance(0.5)
    expect(await (isRemoved
      ? request(url, `DELETE /api/rooms/${room}/members/${laptop.session.user.id}`, undefined, olga)
      : request(url, `POST /api/rooms/${room}/leave`, undefined, random.pick([laptop, phone])))).toMatchObject({ status: 200 })
    inside.delete(room)
  }

  async function post(room: string): Promise<void> {
    const { seq } = await done(sendAnswerSchema, url, 'POST /send/', { data: `post ${++count}`, channel: room }, olga)
    posted.push({ room, seq })
  }

  function messageOf({ client }: Tab, room: string): number | null {
    const items = client.room(room).view()?.items ?? []
    const seqs = items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])
    return seqs.length === 0 ? null : random.pick(seqs)
  }

  const acts: Record<typeof ACTS[number], (device: Tab, room: string) => unknown> = {
    post: (_, room) => post(room),
    async delete() {
      const [one] = posted.splice(random.int(0, posted.length), 1)
      if (one) await ask(url, `DELETE /api/rooms/${one.room}/messages/${one.seq}`, undefined, olga.cookie)
    },
    send: ({ client }, room) => client.room(room).view() && client.room(room).send(`Ann ${++count}`),
    read(device, room) {
      const seq = messageOf(device, room)
      if (seq !== null) device.client.room(room).markRead(seq)
    },
    unread(device, room) {
      const seq = messageOf(device, room)
      return seq === null ? undefined : device.client.room(room).markUnread(seq)
    },
    leave: (_, room) => leave(room),
    rejoin: (_, room) => rejoin(room),
    open: ({ client }, room) => client.open(room),
    cut: device => device.cut(),
    reload: device => device.reload(random.pick(['leave', 'crash'])),
  }

  return {
    laptop, rooms, inside, devices, rejoin, post,
    step: () => acts[random.pick(ACTS)](random.pick(devices), random.pick(rooms)),
  }
}

/** What a device shows of a room: all of it, as by scrolling up. */
async function shownOn({ client }: Tab, id: string) {
  const room = client.room(id)
  const view = room.view()
  if (!view || view.gone) return 'gone'
  while (room.view()?.older && room.view()?.olderStatus !== 'error') await room.loadOlder()
  const texts = room.view()?.items.flatMap(item => item.kind === 'message' && item.seq !== null ? item.text : [])
  return { mark: view.mark, unread: view.unread, texts }
}

it('a user who leaves rooms and comes back has each message and the exact count of unread ones on both devices', async () => {
  await forEachSeed(2, async (random) => {
    const { laptop, rooms, inside, devices, rejoin, post, step } = await world(random)
    const { url } = app
    const { id: me } = laptop.session.user
    await Promise.all(devices.map(device => device.open()))
    for (const room of rooms) await rejoin(room)
    for (let count = 0; count < STEPS; count++) await step()
    // Whatever came last, each room is come back to once, and has something new.
    if (random.chance(0.7)) for (const room of rooms) await rejoin(room)
    for (const room of rooms) await post(room)

    for (const room of rooms) {
      const { status, body } = await request(url, `GET /api/rooms/${room}`, undefined, laptop)
      expect({ room, status }).toEqual({ room, status: inside.has(room) || room === rooms[0] ? 200 : 404 })
      const wanted = async () => {
        if (!inside.has(room)) return devices.map(() => 'gone')
        const answer = await request(url, `GET /api/rooms/${room}`, undefined, laptop)
        const { mark = 0 } = (answer.body as { room: { mark?: number } }).room
        const log = await readLog(url, room, 0, laptop.cookie)
        const unread = log.filter(({ seq, author }) => seq > mark && author.id !== me).length
        return devices.map(() => ({ mark, unread, texts: log.map(({ text }) => text) }))
      }
      await expect.poll(async () => {
        const [shown, right] = [await Promise.all(devices.map(device => shownOn(device, room))), await wanted()]
        return { shown, isRight: JSON.stringify(shown) === JSON.stringify(right), right }
      }, { timeout: 30_000, message: JSON.stringify(body) }).toMatchObject({ isRight: true })
    }
    await Promise.all(devices.map(device => device.close()))
  })
}, 180_000)
