import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoomState } from '#shared/schemas/room'
import { roomListSchema } from '#shared/schemas/rooms'
import type { RoomView } from '~/client/types'
import { Tab } from '../support/chat-client'
import { startCluster, type Cluster } from '../support/cluster'
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy'
import { inForm } from '../support/form'
import { connectParley, type ParleyClient } from '../support/parley-client'
import { signIn, signUp, type Account } from '../support/people'
import { forEachSeed, type Random } from '../support/random'
import { readLog } from '../support/read-log'
import { newRoom, request } from '../support/rooms'
import { waitFor } from '../support/wait-for'

const CHANNELS = ['channel_1', 'channel_2']
const ROUNDS = 4
const STEPS = 25

interface Said { readonly room: string, readonly seq: number }

/** One user has two devices. The other one says things, and adds and removes the first. */
interface World {
  readonly ada: Account
  readonly devices: readonly Tab[]
  /** All rooms. Of the last one the user is a member now and then. */
  readonly rooms: readonly string[]
  post(room: string, text: string): Promise<void>
  /** One of the newest messages of the other user. */
  change(kind: 'edit' | 'delete', text: string): Promise<void>
  add(): Promise<unknown>
  remove(): Promise<unknown>
  /** The other user changes the room of both, or what the first may do in it. */
  manage(): Promise<unknown>
  /** The first user changes what the room is to them. */
  prefer(room: string): Promise<unknown>
  close(): Promise<unknown>
}

/** Each run has users of its own. */
let runs = 0

async function startWorld({ apps: [one, two] }: Cluster, random: Random): Promise<World> {
  const run = ++runs
  const [ada, bob] = await Promise.all([signUp(one.url, `ada${run}`), signUp(two.url, `bob${run}`)])
  const { id } = await newRoom(two.url, bob, 'private')
  const device = (visitor: Account, app: typeof one, followedMax: number) => new Tab({
    visitor,
    url: () => app.url,
    wsUrl: () => app.wsUrl,
    random: random.next,
    keeps: { backgroundMessagesMax: 5, openMessagesMax: 20, followedMax },
  })
  const devices = [device(ada, one, 20), device(await signIn(two.url, ada.handle), two, 1)]
  const talks = await Promise.all([one, two].map(({ wsUrl }) => connectParley({ url: wsUrl, cookie: bob.cookie })))
  const said: Said[] = []
  let ids = 0

  async function answered(client: ParleyClient, clientId: string) {
    return client.waitFor(event => (event.type === 'ack' || event.type === 'error') && event.clientId === clientId)
  }

  const world: World = {
    ada,
    devices,
    rooms: [...CHANNELS, id],
    async post(room, text) {
      const [client, clientId] = [random.pick(talks), `bob-${++ids}`]
      client.send({ type: 'send', room, text, clientId })
      const answer = await answered(client, clientId)
      if (answer.type === 'ack') said.push({ room, seq: answer.seq })
    },
    async change(kind, text) {
      if (said.length === 0) return
      const { room, seq: target } = random.pick(said.slice(-12))
      const [client, clientId] = [random.pick(talks), `bob-${++ids}`]
      const of = { room, target, clientId }
      client.send(kind === 'edit' ? { type: kind, ...of, text } : { type: kind, ...of })
      await answered(client, clientId)
    },
    add: () => request(two.url, `POST /api/rooms/${id}/members`, { person: ada.session.user.id }, bob),
    remove: () => request(two.url, `DELETE /api/rooms/${id}/members/${ada.session.user.id}`, undefined, bob),
    manage: () => random.chance(0.5)
      ? request(two.url, `PATCH /api/rooms/${id}`, {
          title: `Room ${++ids}`, archived: random.chance(0.2), readOnly: random.chance(0.3),
          slowSeconds: random.chance(0.2) ? 10 : 0,
        }, bob)
      : request(two.url, `PUT /api/rooms/${id}/members/${ada.session.user.id}`, random.chance(0.5)
          ? { role: random.pick(['member', 'moderator']) }
          : { mutedSeconds: random.chance(0.5) ? 600 : 0 }, bob),
    prefer: room => request(one.url, `PATCH /api/rooms/${room}/mine`, random.chance(0.5)
      ? { favourite: random.chance(0.5) }
      : { notify: random.pick(['all', 'mentions', 'nothing']) }, ada),
    close: () => Promise.all([...devices, ...talks].map(each => each.close())),
  }
  await world.add()
  await Promise.all(devices.map(each => each.open()))
  return world
}

/** Some are there more than once: they are as much more likely. */
const ACTS = [
  'post', 'post', 'post', 'post', 'edit', 'delete', 'delete', 'send', 'take back', 'read', 'read', 'mark as unread',
  'read all', 'switch', 'cut', 'reload', 'member', 'manage', 'prefer', 'go up',
] as const

/** One thing that one of the users does. May be awaited. */
function act(world: World, random: Random): unknown {
  const [device, room] = [random.pick(world.devices), random.pick(world.rooms)]
  const { client } = device
  const open = client.room(client.active().id)
  const shown = client.active().items.flatMap(item => (
    item.kind === 'message' && item.seq !== null ? [{ seq: item.seq, mine: item.mine }] : []
  ))
  const anySeq = (of: readonly { seq: number }[]) => of.length > 0 ? random.pick(of).seq : 0
  const text = random.chance(0.3) ? `for @${world.ada.handle}` : 'for nobody'
  switch (random.pick(ACTS)) {
    case 'post': return world.post(room, text)
    case 'edit': return world.change('edit', `again ${text}`)
    case 'delete': return world.change('delete', '')
    case 'send': return open.send('mine')
    case 'take back': return open.deleteMessage(anySeq(shown.filter(({ mine }) => mine)))
    case 'read': return open.markRead(anySeq(shown))
    case 'mark as unread': return shown.length > 0 && open.markUnread(anySeq(shown))
    case 'read all': return random.chance(0.3) && client.markAllRead()
    case 'switch': return client.open(room)
    case 'cut': return device.cut()
    case 'reload': return device.reload(random.chance(0.5) ? 'leave' : 'crash')
    case 'member': return random.chance(0.5) ? world.remove() : world.add()
    case 'manage': return world.manage()
    case 'prefer': return world.prefer(room)
    case 'go up': return random.chance(0.5) ? open.loadOlder() : open.openAt(random.int(1, 40))
  }
}

describe('a user on two devices of two processes, one of which follows a room at a time', () => {
  const proxies: FaultProxy[] = []
  let cluster: Cluster

  beforeAll(async () => {
    cluster = await startCluster(async ({ port, url }) => {
      const proxy = await startFaultProxy({ port })
      proxies.push(proxy)
      return proxy.through(url)
    })
  })
  afterAll(async () => {
    await cluster?.stop()
    await Promise.all(proxies.map(proxy => proxy.close()))
  })

  /** The room as lists show it. */
  function listed(room: RoomState | RoomView) {
    const { title, archived, readOnly, slowSeconds, role, mutedUntil, notify, favourite, mark, unread } = room
    const mentions = typeof room.mentions === 'number' ? room.mentions : room.mentions?.length ?? 0
    return { title, archived, readOnly, slowSeconds, role, mutedUntil, notify, favourite, mark, unread, mentions }
  }

  /** What the database says, by room of the user. */
  async function stored({ ada, rooms }: World) {
    const { body } = await request(cluster.apps[0].url, 'GET /api/list', undefined, ada)
    const all = roomListSchema.parse(body).rooms
    return Object.fromEntries(rooms.map((id) => {
      const room = all.find(one => one.id === id)
      return [id, room && listed(room)]
    }))
  }

  function shown({ client }: Tab, { rooms }: World) {
    return Object.fromEntries(rooms.map((id) => {
      const view = client.room(id).view()
      return [id, view && !view.gone ? listed(view) : undefined]
    }))
  }

  /** The end of the open room's list is the end of the log. */
  async function expectNewest({ client }: Tab, { ada }: World) {
    const { id, gone, status, newest } = client.active()
    if (gone) return
    expect(status).toBe('ready')
    const lines = (all: readonly { seq: number | null, text: string }[]) => all.map(({ seq, text }) => ({ seq, text }))
    const log = await readLog(cluster.apps[0].url, id, 0, ada.cookie)
    const list = newest.flatMap(item => item.kind === 'message' && item.seq !== null ? [item] : [])
    expect(lines(list)).toEqual(lines(log.slice(log.length - list.length)))
    expect(list.length > 0).toBe(log.length > 0)
  }

  it.each([
    ['brings everything', 0], ['loses two of five publications', 0.4],
  ])('has the same rooms on both, with what is unread, as the database has them: Redis %s', async (_how, loss) => {
    await forEachSeed(inForm(2, 40), async (random) => {
      const isLost = (bytes: Buffer) => bytes.includes('parley:') && random.chance(loss)
      for (const proxy of proxies) proxy.drop('toClient', isLost)
      const world = await startWorld(cluster, random)
      for (let round = 1; round <= ROUNDS; round++) {
        for (let count = 0; count < STEPS; count++) {
          const done = Promise.resolve(act(world, random))
          if (random.chance(0.5)) await done
        }
        await waitFor(async () => {
          const wanted = await stored(world)
          for (const device of world.devices) {
            expect(shown(device, world)).toEqual(wanted)
            await expectNewest(device, world)
          }
        }, { timeoutMs: 90_000, what: `both devices to show what the database has, in round ${round}` })
      }
      await world.close()
    })
  })
})
