import {
  WORDS, ROOM_1, connection, expectAllSent, expectConnected, expectTexts, line, notice, say, texts,
} from './chat'
import { ownerPath, PASSWORD } from './accounts'
import { expect, ONE_WINDOW, test } from './fixtures'
import { goOffline, goOnline } from './network'
import { post, storedMessages } from './server'
import { watchSockets } from './sockets'

test('two pages return by themselves after the server was restarted, and go on talking', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'before')
  await expectTexts(bob, ['before'])
  const sockets = [watchSockets(ann), watchSockets(bob)]

  await app.restart()
  for (const page of [ann, bob]) await expectConnected(page)
  await say(bob, 'after')
  await say(ann, 'and again')
  for (const page of [ann, bob]) await expectTexts(page, ['before', 'after', 'and again'])
  for (const { opened } of sockets) expect(opened).toBeGreaterThan(0)
})

test('what is written while the server is dead goes out by itself when it is back, once and in order', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await say(ann, 'before')
  await expectTexts(bob, ['before'])

  await app.kill()
  for (const page of [ann, bob]) await expect(connection(page)).not.toHaveAttribute('data-state', 'open')
  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await say(bob, 'meanwhile')
  await expectTexts(ann, ['before', 'one', 'two', 'three'])
  await expect(line(ann, 'three')).toHaveAttribute('data-state', 'sending')

  await app.restart()
  for (const page of [ann, bob]) await expectConnected(page)
  for (const page of [ann, bob]) await expect(texts(page)).toHaveCount(5)
  for (const page of [ann, bob]) await expectAllSent(page)
  const inLog = (await storedMessages(app, ROOM_1.id)).map(({ text }) => text)
  expect(inLog.toSorted()).toEqual(['before', 'meanwhile', 'one', 'three', 'two'])
  expect(inLog.filter(text => text !== 'meanwhile')).toEqual(['before', 'one', 'two', 'three'])
  for (const page of [ann, bob]) await expectTexts(page, inLog)
})

test('offline is said in words; what is written then goes out by itself, in order, when the line is back', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await goOffline(ann)
  await expect(notice(ann)).toContainText(WORDS.en.connection.offline)
  await expect(connection(ann)).toHaveText('Offline')
  await expect(notice(ann)).toContainText(WORDS.en.connection.stay)
  // Nothing waits yet, so nothing is said to be saved.
  await expect(ann.getByText(WORDS.en.composer.later)).toBeVisible()

  for (const text of ['one', 'two', 'three']) await say(ann, text)
  await expect(ann.getByText(WORDS.en.composer.kept)).toBeVisible()
  await expectTexts(ann, ['one', 'two', 'three'])
  await expect(line(ann, 'one').getByRole('button', { name: WORDS.en.send.waiting_send })).toBeVisible()
  await post(app, ROOM_1.id, 'missed by Ann')
  await expectTexts(bob, ['missed by Ann'])

  await goOnline(ann)
  await expectConnected(ann)
  await expect(notice(ann)).toHaveCount(0)
  for (const page of [ann, bob]) await expectTexts(page, ['missed by Ann', 'one', 'two', 'three'])
  await expectAllSent(ann)
})

test('"Reconnect now" connects without waiting for the next try', async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  await page.clock.install()
  // The longest waits of the back-off, so that there are seconds to count.
  await page.addInitScript(() => {
    Math.random = () => 0.99
  })
  await page.goto('/')
  await expectConnected(page)

  await app.kill()
  await expect(notice(page)).toContainText(/Connection lost\. Retrying in \d+ s\./)
  // From here on no timer of the page runs: whatever connects now, the button did it.
  await page.clock.pauseAt(Date.now() + 60_000)
  await app.restart()
  await notice(page).getByRole('button', { name: 'Reconnect now' }).click()
  await expectConnected(page)
  await expect(notice(page)).toHaveCount(0)
})

test('a page that was open during a restart shows the seconds until its next try', async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors()
  const page = await person('Ann', { path: null })
  await page.addInitScript(() => {
    Math.random = () => 0.99
  })
  await page.goto('/')
  await expectConnected(page)
  await app.stop()
  await expect(notice(page)).toContainText(/Retrying in \d+ s\./)
  await expect(connection(page)).toHaveText(/Server restarting|Reconnecting…/)
})

// The page cut its living line, and where no `online` followed it stayed offline for ever.
test('a page goes on over a good line though its browser says that it is offline, and comes back though it never says otherwise', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await ann.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false })
    dispatchEvent(new Event('offline'))
  })
  await say(ann, 'still here')
  await expectTexts(bob, ['still here'])
  await expect(connection(ann)).toHaveAttribute('data-state', 'open')
  await app.restart()
  await expectConnected(ann)
  await say(ann, 'here again')
  await expectConnected(bob)
  await expectTexts(bob, ['still here', 'here again'])
})

test('a page whose requests all fail asks a few times, and not on and on', ONE_WINDOW, async ({ app, person, expectNetworkErrors }) => {
  expectNetworkErrors(/500/)
  const ada = await person('Ada', { path: null })
  const code = (await ownerPath(app)).split('#')[1]
  const owner = { code, name: 'Ada', handle: 'ada', password: PASSWORD }
  expect((await ada.request.post(`${app.url}/api/owner`, { data: owner })).status()).toBe(200)
  const asked = new Map<string, number>()
  await ada.route('**/api/**', (route) => {
    const { pathname } = new URL(route.request().url())
    asked.set(pathname, (asked.get(pathname) ?? 0) + 1)
    return route.fulfill({ status: 500, json: { error: { code: 'internal', message: 'Something went wrong.' } } })
  })
  // Its timers run through ten seconds at once.
  await ada.clock.install()
  for (const path of ['/r/channel_1?panel=details', '/settings/sign-ins', '/settings/people', '/i/abcdefgh']) {
    asked.clear()
    await ada.goto(path)
    // The network may be idle before the page's program has begun.
    await expect.poll(() => asked.size, { message: path }).toBeGreaterThan(0)
    await ada.waitForLoadState('networkidle')
    await ada.clock.runFor(10_000)
    await ada.waitForLoadState('networkidle')
    expect([...asked].filter(([, times]) => times > 5), path).toEqual([])
  }
})
