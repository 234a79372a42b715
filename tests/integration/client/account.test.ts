import { afterAll, beforeAll, expect, it } from 'vitest'
import { memoryValues } from '../../../client/environment'
import { memoryStore } from '../../../client/store/store'
import { startApp, type TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { freePort } from '../../support/free-port'
import { ask, signUp } from '../../support/people'
import { newVisitor } from '../../support/visitor'

const ROOM = 'channel_1'

let app: TestApp

beforeAll(async () => {
  app = await startApp({ env: { RATE_LIMIT: 'off' } })
})
afterAll(() => app.stop())

it('a guest who makes an account while two tabs hold unsent messages sends each once, as the same user, and keeps the read mark', async () => {
  const browser = { ...await newVisitor(app.url) }
  const { user } = browser.session
  const dead = `ws://127.0.0.1:${await freePort()}/wb/`
  let isOnline = true
  const [store, values] = [memoryStore(), memoryValues()]
  const tabs = [1, 2].map(() => (
    new Tab({ visitor: browser, url: () => app.url, wsUrl: () => isOnline ? app.wsUrl : dead, store, values })
  ))
  const other = new Tab({ visitor: await newVisitor(app.url), url: () => app.url, wsUrl: () => app.wsUrl })
  const everybody = [...tabs, other]
  for (const tab of everybody) {
    await tab.open()
    await expect.poll(() => tab.client.connection().status).toBe('open')
  }
  for (const text of ['read', 'unread']) other.send(ROOM, text)
  for (const { client } of tabs) await expect.poll(() => client.room(ROOM).view()?.items.length).toBe(2)
  const read = tabs[0]?.client.room(ROOM).view()?.items.flatMap(item => item.kind === 'message' ? item.seq ?? [] : [])[0]
  tabs[0]?.client.room(ROOM).markRead(read ?? 0)
  const mark = tabs[0]?.mark(ROOM)

  isOnline = false
  tabs.forEach(tab => tab.cut())
  for (const { client } of tabs) await expect.poll(() => client.connection().status).not.toBe('open')
  const texts = tabs.flatMap((tab, index) => [1, 2, 3].map((n) => {
    const text = `tab ${index}, message ${n}`
    tab.send(ROOM, text)
    return text
  }))
  const ada = await signUp(app.url, 'ada', browser.cookie)
  Object.assign(browser, { cookie: ada.cookie, session: ada.session })
  isOnline = true
  for (const { client } of tabs) await expect.poll(() => client.waiting(), { timeout: 60_000 }).toBe(0)

  const { body } = await ask(app.url, `GET /api/rooms/${ROOM}/messages`)
  const { messages } = body as { messages: { author: { id: string }, text: string }[] }
  const own = messages.filter(({ author }) => author.id === user.id)
  expect(own.map(({ text }) => text).sort()).toEqual([...texts].sort())
  for (const index of [0, 1]) {
    const ofTab = own.map(({ text }) => text).filter(text => text.startsWith(`tab ${index}`))
    expect(ofTab).toEqual(texts.filter(text => text.startsWith(`tab ${index}`)))
  }
  expect(tabs[0]?.mark(ROOM)).toEqual(mark)
  await Promise.all(everybody.map(tab => tab.close()))
}, 120_000)
