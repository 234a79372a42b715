import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { newVisitor, type Visitor } from '../../support/visitor'

const ROOM = 'channel_1'

let app: TestApp
let tabs: Tab[] = []

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off' } })
})
afterAll(async () => {
  await Promise.all(tabs.map(tab => tab.close()))
  await app.stop()
})

async function tabOf(visitor: Visitor): Promise<Tab> {
  const tab = new Tab({ visitor, url: () => app.url, wsUrl: () => app.wsUrl })
  tabs = [...tabs, tab]
  await tab.open()
  await expect.poll(() => tab.client.connection().status).toBe('open')
  return tab
}

const shown = ({ client }: Tab) => client.room(ROOM).view()?.items.map(({ text }) => text)
const seqOf = ({ client }: Tab, text: string) =>
  client.room(ROOM).view()?.items.flatMap(item => item.kind === 'message' && item.text === text ? item.seq ?? 0 : [])[0]
  ?? 0

describe('edits and deletions against the real server', () => {
  it('reach another device and another user, and what was deleted is not unread', async () => {
    const [ada, bob] = [await newVisitor(app.url), await newVisitor(app.url)]
    const [laptop, phone, other] = [await tabOf(ada), await tabOf(ada), await tabOf(bob)]
    for (const text of ['one', 'two', 'three']) laptop.send(ROOM, text)
    await expect.poll(() => shown(other)).toEqual(['one', 'two', 'three'])
    await expect.poll(() => other.client.room(ROOM).view()?.unread).toBe(3)

    expect(laptop.client.room(ROOM).editMessage(seqOf(laptop, 'one'), 'first').ok).toBe(true)
    expect(phone.client.room(ROOM).deleteMessage(seqOf(phone, 'two')).ok).toBe(true)
    for (const tab of [laptop, phone, other]) await expect.poll(() => shown(tab)).toEqual(['first', 'three'])
    await expect.poll(() => [laptop, phone].map(({ client }) => client.waiting())).toEqual([0, 0])
    expect(other.client.room(ROOM).view()?.unread).toBe(2)
    expect(other.client.room(ROOM).editMessage(seqOf(other, 'first'), 'not mine')).toEqual({
      ok: false,
      reason: 'not_found',
    })
  })

  it('edits and deletions that are made while the server is away are made once it is back, over a reload', async () => {
    const tab = await tabOf(await newVisitor(app.url))
    for (const text of ['keep', 'drop']) tab.send(ROOM, text)
    await expect.poll(() => tab.client.waiting()).toBe(0)
    await app.kill()
    tab.client.room(ROOM).editMessage(seqOf(tab, 'keep'), 'kept')
    tab.client.room(ROOM).deleteMessage(seqOf(tab, 'drop'))
    tab.send(ROOM, 'after')
    await tab.reload('leave')
    expect(tab.client.waiting()).toBe(3)
    await app.restart()
    await expect.poll(() => tab.client.waiting(), { timeout: 60_000 }).toBe(0)
    expect(shown(tab)?.slice(-2)).toEqual(['kept', 'after'])
  }, 90_000)
})
