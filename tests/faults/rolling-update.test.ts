import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { roomAnswerSchema } from '#shared/schemas/rooms'
import { startApp, type TestApp } from '../support/app'
import { Tab } from '../support/chat-client'
import { OPEN_DOORS } from '../support/cluster'
import { WHOLE } from '../support/form'
import { startMembers } from '../support/members'
import { connectPlain, type PlainClient } from '../support/plain-client'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { readLog } from '../support/read-log'
import { startRedis, type TestRedis } from '../support/redis'
import { done } from '../support/rooms'
import { newVisitor, type Visitor } from '../support/visitor'
import { waitFor } from '../support/wait-for'
import { buildEarlier, commitBefore, commitOf, type EarlierBuild } from './support/earlier-build'

const ROOM = 'channel_1'

/**
 * Versions from which one may update: what they know decides what their pages and processes do with what is new.
 * `mixes`: a process skips an event of a kind that it does not know. Those of 2c503ef let the room stand still.
 * `tables`: what their migrations lacked when they were not released yet.
 */
const STARTS = [
  { from: '2c503ef', commit: () => commitOf('2c503ef'), mixes: false, edits: false, rooms: false, tables: [] },
  {
    from: 'before edits', commit: () => commitBefore('shared/events/delete.ts'),
    mixes: true, edits: false, rooms: false, tables: [],
  },
  {
    from: 'before members', commit: () => commitBefore('shared/events/member.ts'),
    mixes: true, edits: true, rooms: true, tables: [
      'CREATE TABLE feed_head (person text PRIMARY KEY, version bigint NOT NULL)',
      'CREATE TABLE feed (person text, room text, version bigint NOT NULL, PRIMARY KEY (person, room))',
    ],
  },
] as const

/** A build takes a minute or more. */
const BUILD_TIMEOUT_MS = 900_000

const textsOf = ({ client }: Tab, room = ROOM) =>
  client.rooms().find(({ id }) => id === room)?.items.flatMap(item => item.kind === 'message' ? [item.text] : []) ?? []

// Only in the long form: it builds versions of before. The short one has
// tests/integration/server/unknown-kinds.test.ts.
describe.runIf(WHOLE).each(STARTS)('a rolling update from the version $from', ({ commit, mixes, edits, rooms, tables }) => {
  let earlier: EarlierBuild
  let redis: TestRedis
  let postgres: TestPostgres
  let before: TestApp
  let now: TestApp
  let plain: PlainClient
  /** Pages of both versions on processes of both. */
  let tabs: { readonly oldOnOld: Tab, readonly newOnOld: Tab, readonly oldOnNew: Tab, readonly newOnNew: Tab }
  /** The process to which each page connects next. */
  const target = new Map<string, TestApp>()
  const env = () => ({ ...OPEN_DOORS, REDIS_URL: redis.url, DATABASE_URL: postgres.url })

  beforeAll(async () => {
    earlier = await buildEarlier(commit());
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
    before = await startApp({ env: env(), entry: earlier.entry })
    await create(tables)
    const oldOnOld = await open('oldOnOld', before, earlier)
    const newOnOld = await open('newOnOld', before)
    plain = await connectPlain({ url: before.wsUrl })
    // Only now: the first new process brings the schema while the old one writes.
    now = await startApp({ env: env() })
    tabs = { oldOnOld, newOnOld, oldOnNew: await open('oldOnNew', now, earlier), newOnNew: await open('newOnNew', now) }
  }, BUILD_TIMEOUT_MS)
  afterAll(async () => {
    await Promise.all(Object.values(tabs ?? {}).map(tab => tab.close()))
    await plain?.close()
    await Promise.all([before?.stop(), now?.stop()])
    await Promise.all([redis?.stop(), postgres?.stop()])
  })

  async function create(statements: readonly string[]): Promise<void> {
    const database = new pg.Client(postgres.url)
    await database.connect()
    for (const statement of statements) await database.query(statement)
    await database.end()
  }

  async function open(name: string, app: TestApp, build?: EarlierBuild, member?: Visitor): Promise<Tab> {
    target.set(name, app)
    const at = () => target.get(name) ?? app
    const visitor = member ?? await newVisitor(app.url)
    const tab = new Tab({
      visitor,
      url: () => at().url,
      wsUrl: () => at().wsUrl,
      createClient: build?.createChatClient,
    })
    await tab.open()
    await waitFor(() => tab.client.rooms().every(({ status }) => status === 'ready'))
    return tab
  }

  const all = () => Object.values(tabs)
  let isEdited = false
  /** The pages that are told of everything: those on old processes only where these go on after an edit. */
  const hearing = () => Object.entries(tabs).filter(([name]) => mixes || !isEdited || target.get(name) === now)
  const resets = () => all().map(({ client }) => client.diagnostics().resets)
  let said: string[] = []

  /** Each user says something, and it reaches all, in one order. */
  async function talk(what: string) {
    const pages = hearing()
    for (const [name, tab] of pages) {
      said.push(`${what} by ${name}`)
      tab.send(ROOM, `${what} by ${name}`)
    }
    await waitFor(() => {
      for (const [, tab] of pages) {
        expect(tab.client.waiting()).toBe(0)
        expect(textsOf(tab).filter(text => said.includes(text)).sort()).toEqual([...said].sort())
      }
    }, { timeoutMs: 30_000, what: `"${what}" to reach all pages` })
    const [first, ...others] = pages.map(([, tab]) => textsOf(tab).filter(text => said.includes(text)))
    for (const order of others) expect(order).toEqual(first)
  }

  it('brings what either version takes to the pages of both, in one order', async () => {
    await talk('hello')
    const heard = await Promise.all([1, 2, 3, 4].map(() => plain.next()))
    expect(heard.sort()).toEqual([...said].sort())
  })

  it('lets no room stand still after an edit and a deletion, and resets no page', async () => {
    const known = resets()
    const { newOnNew } = tabs
    const [first] = newOnNew.sent
    newOnNew.send(ROOM, 'to be deleted')
    await waitFor(() => expect(newOnNew.client.waiting()).toBe(0))
    const second = newOnNew.sent[1]
    if (!first || !second) throw new Error('Two messages were sent.')
    expect([newOnNew.change(first, 'hello, edited'), newOnNew.change(second, null)]).toEqual([true, true])
    await waitFor(() => {
      expect(newOnNew.client.waiting()).toBe(0)
      expect(textsOf(newOnNew)).toContain('hello, edited')
      expect(textsOf(newOnNew)).not.toContain('to be deleted')
    })
    isEdited = true
    // Old pages show the first text until they load the room again; no page lacks a message.
    said = said.filter(text => text !== first.text)
    await talk('after a change')
    expect(resets()).toEqual(known)
  })

  it.runIf(mixes)('lets a page that knows the new kinds go to an old process and back, without a reset', async () => {
    const known = resets()
    for (const app of [before, now]) {
      target.set('newOnNew', app)
      tabs.newOnNew.cut()
      await talk(`over a ${app === before ? 'old' : 'new'} process`)
    }
    expect(resets()).toEqual(known)
    expect(textsOf(tabs.newOnNew)).toContain('hello, edited')
    expect(textsOf(tabs.newOnNew)).not.toContain('to be deleted')
  })

  it.runIf(rooms)('brings what members say in a private room to pages of both, past what the log says of the room', async () => {
    // The new process notes who came and what the room is called: events that the old version does not know.
    const { room, accounts } = await startMembers(now.url, 2)
    const [owner, other] = accounts
    if (!owner || !other) throw new Error('Two accounts were made.')
    const inside = [await open('insideNew', now, undefined, owner), await open('insideOld', before, earlier, other)]
    await waitFor(() => inside.every(({ client }) => client.room(room).view()?.status === 'ready'), { what: 'both to be inside' })
    const words: string[] = []
    for (const topic of ['first', 'second']) {
      await done(roomAnswerSchema, now.url, `PATCH /api/rooms/${room}`, { title: `Design ${topic}` }, owner)
      for (const [index, tab] of inside.entries()) {
        tab.send(room, `${topic} by ${index}`)
        words.push(`${topic} by ${index}`)
      }
      await waitFor(() => {
        for (const tab of inside) expect(textsOf(tab, room).sort()).toEqual([...words].sort())
      }, { timeoutMs: 30_000, what: `"${topic}" to reach both` })
    }
    expect(textsOf(inside[0] ?? tabs.newOnNew, room)).toEqual(textsOf(inside[1] ?? tabs.newOnNew, room))
    expect(inside.map(({ client }) => client.diagnostics().holes)).toEqual([0, 0])
    await Promise.all(inside.map(tab => tab.close()))
  })

  it('refuses to start an old process again, and says what to do; the running one goes on', async () => {
    const again = startApp({ env: env(), entry: earlier.entry })
    await expect(again).rejects.toThrow(/newer Parley/)
    await talk('while an old one is refused')
  })

  it('ends with old pages on new processes only: each is resumed, and the log has every message once', async () => {
    const known = resets()
    for (const name of ['oldOnOld', 'newOnOld']) target.set(name, now)
    await before.stop()
    await talk('at the end')
    // From a process that does not know edits the new page heard of a change without its content: it starts over, and
    // shows what the log says.
    const [oldOnOld = 0, newOnOld = 0, ...others] = known
    if (mixes) expect(resets()).toEqual([oldOnOld, newOnOld + (edits ? 0 : 1), ...others])
    expect(textsOf(tabs.newOnOld)).toContain('hello, edited')
    expect(textsOf(tabs.newOnOld)).not.toContain('to be deleted')
    const log = await readLog(now.url, ROOM)
    expect(log.map(({ text }) => text).sort()).toEqual([...said, 'hello, edited'].sort())
    expect(all().flatMap(tab => tab.complaints)).toEqual([])
  })
})
