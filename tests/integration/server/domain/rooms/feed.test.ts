import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ServerEvent } from '../../../../../shared/schemas/frames'
import type { Principal } from '../../../../../server/core/principal'
import { KeyedMutex } from '../../../../../server/platform/event-loop/keyed-mutex'
import { Feeds } from '../../../../../server/domain/rooms/feed/feeds'
import type { Feed } from '../../../../../server/domain/rooms/feed/read-feed'
import { saveMarks } from '../../../../../server/domain/rooms/reading'
import { ENGINES } from '../../../../support/engine'
import { signUp, type Account } from '../../../../support/people'
import { startPlaceOn, type TestPlace } from '../../../../support/place'
import { connectPlace } from '../../../../support/place-socket'
import { RecordingPeer } from '../../../../support/recording-peer'
import { newRoom, request } from '../../../../support/rooms'

describe.each(ENGINES)('the feed of a user on %s', (engine) => {
  let place: TestPlace
  let ada: Account
  let bob: Account

  beforeAll(async () => {
    place = await startPlaceOn(engine, { RATE_LIMIT: '100000/1' })
    ada = await signUp(place.url, 'ada')
    bob = await signUp(place.url, 'bob')
  })
  afterAll(() => place?.stop())

  const idOf = ({ session }: Account) => session.user.id
  const ask = async (how: string, body: object | undefined, who: Account) => {
    expect(await request(place.url, how, body, who), how).toMatchObject({ status: 200 })
  }
  const privateRoom = async () => {
    const { id } = await newRoom(place.url, ada, 'private')
    await ask(`POST /api/rooms/${id}/members`, { person: idOf(bob) }, ada)
    return id
  }
  const principal = ({ session }: Account): Principal => ({ ...session.user, role: 'member', session: 'of the test' })

  /** A client of Bob, which keeps what it gets. */
  function client() {
    const { db, rooms, presence } = place.parley.place
    const peer = new RecordingPeer('app', idOf(bob))
    const user = principal(bob)
    peer.user = user
    const told: Extract<ServerEvent, { type: 'rooms' }>[] = []
    const feeds = new Feeds({
      states: { db, rooms, hub: place.parley.hub, presence },
      saveMarks: () => place.parley.place.marks.save(),
      mutex: new KeyedMutex(),
      write: (_peer, event) => event.type === 'rooms' && told.push(event),
    })
    return {
      told,
      greet: (since: string | null): Promise<Feed> => feeds.greet(peer, user, since),
      /** A heartbeat, and all that follows from it. */
      async beat() {
        feeds.beat(peer)
        await feeds.check()
      },
    }
  }
  /** Bob's own rooms of a list; the channels of the place are in each. */
  const own = ({ rooms }: Pick<Feed, 'rooms'>) => rooms.filter(({ pinned }) => !pinned)
  const now = async () => (await client().greet('')).feed ?? ''

  it('comes to a client a moment after its greeting, too: another process may not have stored a mark before', async () => {
    const room = await privateRoom()
    const { greet, told } = client()
    await greet(await now())
    await saveMarks(place.parley.place.db, [{ person: idOf(bob), room, seq: 1, generation: 0 }])
    const changed = () => told.flatMap(({ changed: rooms }) => own({ rooms }))
    await vi.waitFor(() => expect(changed()).toMatchObject([{ id: room, mark: 1 }]), 10_000)
  })

  it('is the whole list for a client that has none, and after that only what changed', async () => {
    const [first, second] = [await privateRoom(), await privateRoom()]
    const whole = await client().greet('')
    expect(whole.since).toBeUndefined()
    expect(own(whole).map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]))
    const since = whole.feed ?? ''
    expect(await client().greet(since)).toMatchObject({ feed: since, since, gone: [] })
    expect(own(await client().greet(since))).toEqual([])
    await ask(`PATCH /api/rooms/${second}/mine`, { favourite: true }, bob)
    expect(own(await client().greet(since))).toMatchObject([{ id: second, favourite: true }])
  })

  it.each<[string, (room: string) => Promise<unknown>, object]>([
    ['the title', room => ask(`PATCH /api/rooms/${room}`, { title: 'Another' }, ada), { title: 'Another' }],
    [
      'the role',
      room => ask(`PUT /api/rooms/${room}/members/${idOf(bob)}`, { role: 'moderator' }, ada),
      { role: 'moderator' },
    ],
    [
      'what to be notified of',
      room => ask(`PATCH /api/rooms/${room}/mine`, { notify: 'nothing' }, bob),
      { notify: 'nothing' },
    ],
    [
      'a mark',
      room => saveMarks(place.parley.place.db, [{ person: idOf(bob), room, seq: 1, generation: 0 }]),
      { mark: 1 },
    ],
    ['a mark that is moved back', room => ask(`POST /api/rooms/${room}/unread`, { seq: 1 }, bob), { generation: 1 }],
  ])('brings a room of which %s changed', async (_what, change, expected) => {
    const room = await privateRoom()
    const since = await now()
    await change(room)
    expect(own(await client().greet(since))).toMatchObject([{ id: room, ...expected }])
  })

  it.each<[string, (room: string) => Promise<unknown>]>([
    ['was removed from', room => ask(`DELETE /api/rooms/${room}/members/${idOf(bob)}`, {}, ada)],
    ['was banned from', room => ask(`PUT /api/rooms/${room}/bans/${idOf(bob)}`, {}, ada)],
    ['left', room => ask(`POST /api/rooms/${room}/leave`, undefined, bob)],
    ['had until it was deleted', room => ask(`DELETE /api/rooms/${room}`, { title: 'Design' }, ada)],
  ])('says that a room is gone that the user %s, and nothing else of it', async (_what, change) => {
    const room = await privateRoom()
    const since = await now()
    await change(room)
    const feed = await client().greet(since)
    expect(feed.gone).toEqual([room])
    expect(own(feed)).toEqual([])
  })

  it('brings a talk with its first message, and the other user\'s new name', async () => {
    const since = await now()
    const eve = await signUp(place.url, 'eve')
    await ask(`PUT /api/direct/${idOf(bob)}`, undefined, eve)
    expect(own(await client().greet(since))).toEqual([])
    const { log, onFirst, rooms } = place.parley
    const { room } = await place.parley.place.db
      .selectFrom('membership')
      .select('room')
      .where('person', '=', idOf(eve))
      .executeTakeFirstOrThrow()
    await rooms.load(room)
    await log.append({
      type: 'message',
      room,
      id: 'first',
      clientId: 'c1',
      author: eve.session.user,
      at: 1,
      text: 'hello',
    })
    onFirst(room)
    await expect
      .poll(async () => own(await client().greet(since)))
      .toMatchObject([{ id: room, title: 'Eve', with: idOf(eve) }])
  })

  it('never has an older state follow a newer one, where a room changes again while its state is being sent', async () => {
    const room = await privateRoom()
    const [socket, other] = [await connectPlace(place, bob.cookie), await connectPlace(place, ada.cookie)]
    const { rooms, place: { announce } } = place.parley
    const load = rooms.load.bind(rooms)
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const loading = vi.spyOn(rooms, 'load').mockImplementationOnce(async (id) => {
      const before = await load(id)
      await held
      return before
    })
    const first = announce.room(room, [idOf(bob)])
    await expect.poll(() => loading.mock.calls.length).toBe(1)
    const renamed = ask(`PATCH /api/rooms/${room}`, { title: 'Another' }, ada)
    await expect.poll(async () => (await load(room))?.room.title).toBe('Another')
    const second = announce.room(room, [idOf(bob)])
    // Another user is notified twice meanwhile: by then a second update to Bob would have come, too.
    for (let told = 0; told < 2; told++) await announce.room(room, [idOf(ada)])
    goOn()
    await Promise.all([first, renamed, second])
    const titles = socket.events.flatMap(event => event.type === 'rooms' ? event.changed : [])
      .filter(({ id }) => id === room).map(({ title }) => title)
    expect(titles.at(0)).toBe('Design')
    expect(titles.at(-1)).toBe('Another')
    loading.mockRestore()
    for (const { ends } of [socket, other]) ends()
  })

  it('comes with the next heartbeat where the hint was lost, once', async () => {
    const room = await privateRoom()
    const page = client()
    const { feed } = await page.greet('')
    await page.beat()
    expect(page.told).toEqual([])
    // A row that is written by hand is not announced: the hint of it is lost.
    await saveMarks(place.parley.place.db, [{ person: idOf(bob), room, seq: 7, generation: 0 }])
    await page.beat()
    expect(page.told).toHaveLength(1)
    expect(page.told[0]?.changed.filter(({ pinned }) => !pinned)).toMatchObject([{ id: room, mark: 7 }])
    expect(page.told[0]?.feed).not.toBe(feed)
    await page.beat()
    expect(page.told).toHaveLength(1)
  })

  it('is whole again for a client whose position is of another log, or of no sense', async () => {
    await privateRoom()
    const [version] = (await now()).split('.')
    for (const since of ['', `${version}.another`, '999999999.x', 'nonsense']) {
      const feed = await client().greet(since)
      expect(feed.since, since).toBeUndefined()
      expect(own(feed).length).toBeGreaterThan(0)
    }
  })

  it('is nothing to a client that does not keep it, nor to a guest', async () => {
    expect(await client().greet(null)).not.toHaveProperty('feed')
    expect(
      await place.parley.place.db.selectFrom('feed').select('room').where('person', '=', 'nobody').execute(),
    ).toEqual([])
  })
})
