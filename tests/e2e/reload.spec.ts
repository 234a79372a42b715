import type { Page } from '@playwright/test'
import {
  ROOM_1, connection, expectAllSent, expectConnected, expectTexts, line, log, say, takeName, texts,
} from './chat'
import { expect, test } from './fixtures'
import { goOffline as loseNetwork, goOnline } from './network'
import { storedMessages } from './server'
import { answerFrames, textsSent, watchSockets } from './sockets'

async function goOffline(page: Page): Promise<void> {
  await loseNetwork(page)
  await expect(connection(page)).toHaveAttribute('data-state', 'offline')
}

/** What the browser keeps on disk, by the name of the store. */
function kept(page: Page, store: 'outbox' | 'rooms'): Promise<unknown[]> {
  return page.evaluate(name => new Promise<unknown[]>((resolve, reject) => {
    const opening = indexedDB.open('parley')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const database = opening.result
      const all = database.transaction(name).objectStore(name).getAll()
      all.onerror = () => reject(all.error)
      all.onsuccess = () => {
        database.close()
        resolve(all.result)
      }
    }
  }), store)
}

test('a message written offline survives the page, and is sent once when it is opened again', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  await goOffline(ann)
  await say(ann, 'written in a tunnel')
  await expect.poll(async () => (await kept(ann, 'outbox')).length).toBe(1)
  // Closed while offline, so that this page can't have sent it.
  await ann.close()
  await goOnline(ann)

  const again = await ann.context().newPage()
  const sockets = watchSockets(again)
  await again.goto('/')
  await expectTexts(again, ['written in a tunnel'])
  await expectAllSent(again)
  await expectTexts(bob, ['written in a tunnel'])
  expect(textsSent(sockets)).toEqual(['written in a tunnel'])
  await expect.poll(async () => (await kept(again, 'outbox')).length).toBe(0)

  await again.reload()
  await expectConnected(again)
  await expectTexts(again, ['written in a tunnel'])
  expect(textsSent(sockets)).toEqual(['written in a tunnel'])
  expect((await storedMessages(app, ROOM_1.id)).map(({ text }) => text)).toEqual(['written in a tunnel'])
})

test('of two tabs of one person only one sends what waits', async ({ app, member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  const second = await ann.context().newPage()
  await second.goto('/')
  await expectConnected(second)
  await goOffline(ann)
  await expect(connection(second)).toHaveAttribute('data-state', 'offline')
  await say(ann, 'from the first tab')
  await expectTexts(second, ['from the first tab'])
  await say(second, 'from the second tab')
  await expectTexts(ann, ['from the first tab', 'from the second tab'])

  const sockets = [watchSockets(ann), watchSockets(second)]
  await goOnline(ann)
  for (const page of [ann, second, bob]) await expectTexts(page, ['from the first tab', 'from the second tab'])
  for (const page of [ann, second]) await expectAllSent(page)
  expect(sockets.flatMap(textsSent).toSorted()).toEqual(['from the first tab', 'from the second tab'])
  expect((await storedMessages(app, ROOM_1.id)).map(({ text }) => text)).toEqual([
    'from the first tab',
    'from the second tab',
  ])
})

test('a tab that is closed leaves what it did not send to the other tab', async ({ member, expectNetworkErrors }) => {
  expectNetworkErrors()
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  const second = await ann.context().newPage()
  await second.goto('/')
  await expectConnected(second)
  await goOffline(second)
  await say(second, 'left behind')
  await expect(line(ann, 'left behind')).toHaveAttribute('data-state', 'sending')
  await second.close()
  await goOnline(ann)
  await expectTexts(bob, ['left behind'])
  await expectAllSent(ann)
})

const start = (page: Page) => log(page).getByText('This is the start of the conversation')

// A waiting message alone made the page say that nothing stands above it, before it had heard of the room.
test('where the conversation begins is said only when the room is known', async ({ person }) => {
  const ann = await person('Ann', { path: null })
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await ann.routeWebSocket(/\/wb(\?|$)/, (socket) => {
    const server = socket.connectToServer()
    server.onMessage(async (data) => {
      if (data.toString().includes('"type":"joined"')) await released
      socket.send(data)
    })
  })
  await ann.goto('/')
  await takeName(ann, 'Ann')
  await say(ann, 'early')
  await expectTexts(ann, ['early'])
  await expect(start(ann)).toHaveCount(0)
  await expect(log(ann).getByText('Loading messages…')).toBeVisible()

  release()
  await expect(start(ann)).toBeVisible()
  await expectAllSent(ann)
  await expectTexts(ann, ['early'])
})

test('above a message that waits in a room that can\'t be had, that is said, and not that the conversation begins there', async ({ person }) => {
  const ann = await person('Ann', { path: null })
  await answerFrames(ann, frame =>
    frame.type === 'join'
      ? { type: 'error', code: 'forbidden', message: 'Not for you.', room: frame.room, id: frame.id }
      : null,
  )
  await ann.goto('/')
  await takeName(ann, 'Ann')
  await expect(ann.getByRole('heading', { name: 'Couldn\'t load messages' })).toBeVisible()
  await say(ann, 'kept')
  await expectTexts(ann, ['kept'])
  await expect(start(ann)).toHaveCount(0)
  await expect(log(ann).getByText('Couldn\'t load messages')).toBeVisible()
  await expect(log(ann).getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('a reload asks only for what was missed', async ({ member }) => {
  const [ann, bob] = [await member('Ann'), await member('Bob')]
  for (const text of ['one', 'two', 'three']) await say(bob, text)
  await expectTexts(ann, ['one', 'two', 'three'])
  const position = { seq: 3 }
  await expect
    .poll(() => kept(ann, 'rooms'))
    .toContainEqual(expect.objectContaining({ room: ROOM_1.id, position: expect.objectContaining(position) }))

  await ann.goto('about:blank')
  await say(bob, 'four')
  await expectAllSent(bob)
  const sockets = watchSockets(ann)
  await ann.goto('/')
  await expectTexts(ann, ['one', 'two', 'three', 'four'])
  expect(sockets.sent).toContainEqual(
    expect.objectContaining({ type: 'join', room: ROOM_1.id, position: expect.objectContaining(position) }),
  )
  await expect(texts(ann).last()).toBeInViewport()
})
