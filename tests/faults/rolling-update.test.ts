import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../support/app'
import { Tab } from '../support/chat-client'
import { OPEN_DOORS } from '../support/cluster'
import { WHOLE } from '../support/form'
import { connectPlain, type PlainClient } from '../support/plain-client'
import { startPostgres, type TestPostgres } from '../support/postgres'
import { readLog } from '../support/read-log'
import { startRedis, type TestRedis } from '../support/redis'
import { newVisitor } from '../support/visitor'
import { waitFor } from '../support/wait-for'
import { buildEarlier, commitBefore, type EarlierBuild } from './support/earlier-build'

const ROOM = 'channel_1'

/** The version before is the commit before the one that brought the first kinds that change a message. */
const FIRST_CHANGE = 'shared/events/delete.ts'

/** A build takes a minute or more. */
const BUILD_TIMEOUT_MS = 900_000

const textsOf = ({ client }: Tab) =>
  client.rooms().find(({ id }) => id === ROOM)?.items.flatMap(item => item.kind === 'message' ? [item.text] : []) ?? []

// Only in the long form: it builds the version before. The short one has
// tests/integration/server/unknown-kinds.test.ts.
describe.runIf(WHOLE)('a rolling update from the version before edits and deletions', () => {
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
    earlier = await buildEarlier(commitBefore(FIRST_CHANGE));
    [redis, postgres] = await Promise.all([startRedis(), startPostgres()])
    before = await startApp({ env: env(), entry: earlier.entry })
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

  async function open(name: string, app: TestApp, build?: EarlierBuild): Promise<Tab> {
    target.set(name, app)
    const at = () => target.get(name) ?? app
    const visitor = await newVisitor(app.url)
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
  const resets = () => all().map(({ client }) => client.diagnostics().resets)
  let said: string[] = []

  /** Each user says something, and it reaches all, in one order. */
  async function talk(what: string) {
    for (const [name, tab] of Object.entries(tabs)) {
      said.push(`${what} by ${name}`)
      tab.send(ROOM, `${what} by ${name}`)
    }
    await waitFor(() => {
      for (const tab of all()) {
        expect(tab.client.waiting()).toBe(0)
        expect(textsOf(tab).filter(text => said.includes(text)).sort()).toEqual([...said].sort())
      }
    }, { timeoutMs: 30_000, what: `"${what}" to reach all pages` })
    const [first, ...others] = all().map(tab => textsOf(tab).filter(text => said.includes(text)))
    for (const order of others) expect(order).toEqual(first)
  }

  it('brings what either version takes to the pages of both, in one order', async () => {
    await talk('hello')
    const heard = await Promise.all([1, 2, 3, 4].map(() => plain.next()))
    expect(heard.sort()).toEqual([...said].sort())
  })

  it('lets no room stand still after an edit and a deletion, and resets nobody', async () => {
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
    // Old pages show the first text until they load the room again; no page lacks a message.
    said = said.filter(text => text !== first.text)
    await talk('after a change')
    expect(resets()).toEqual(known)
  })

  it('lets a page that knows the new kinds go to an old process and back, without a reset', async () => {
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
    // The new page on the old process heard of a change without its content: it starts over, and shows what the log
    // says.
    const [oldOnOld = 0, newOnOld = 0, ...others] = known
    expect(resets()).toEqual([oldOnOld, newOnOld + 1, ...others])
    expect(textsOf(tabs.newOnOld)).toContain('hello, edited')
    expect(textsOf(tabs.newOnOld)).not.toContain('to be deleted')
    const log = await readLog(now.url, ROOM)
    expect(log.map(({ text }) => text).sort()).toEqual([...said, 'hello, edited'].sort())
    expect(all().flatMap(tab => tab.complaints)).toEqual([])
  })
})
