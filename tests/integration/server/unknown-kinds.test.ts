import { join } from 'node:path'
import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../support/app'
import { Tab } from '../../support/chat-client'
import { connectPlain, postForm, type PlainClient } from '../../support/plain-client'
import { newVisitor } from '../../support/visitor'
import { waitFor } from '../../support/wait-for'

const ROOM = 'channel_1'

let app: TestApp
let tab: Tab
let plain: PlainClient

beforeAll(async () => {
  app = await startApp()
  tab = new Tab({ visitor: await newVisitor(app.url), url: () => app.url, wsUrl: () => app.wsUrl })
  await tab.open()
  // Each room's first page is a reset, too.
  await waitFor(() => tab.client.rooms().every(({ status }) => status === 'ready'))
  plain = await connectPlain({ url: app.wsUrl })
})
afterAll(async () => {
  await tab.close()
  await app.stop()
})

const texts = () =>
  tab.client
    .rooms()
    .find(({ id }) => id === ROOM)
    ?.items.flatMap(item => 'text' in item ? [item.text] : []) ?? []

/**
 * What a newer version of the server would write: the next event of the room, of a kind that this one does not know.
 */
function appendSparkle(): void {
  const db = new Database(join(app.dataDir, 'parley.db'))
  db.exec(`PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE;
    UPDATE room SET last_seq = last_seq + 1 WHERE id = '${ROOM}';
    INSERT INTO event (room, seq, kind, author_id, author_name, client_id, at, body)
      SELECT id, last_seq, 'sparkle', 'u1', 'Ada', NULL, 5, '{"shine": 9}' FROM room WHERE id = '${ROOM}';
    COMMIT`)
  db.close()
}

const resets = () => tab.client.diagnostics().resets

describe('an event of a kind that the server does not know', () => {
  it('an unknown kind of event in the log does not stop the room: what follows reaches the page and plain clients, without a reset', async () => {
    await postForm({ url: app.url, data: 'before', channel: ROOM })
    await waitFor(() => texts().includes('before'))
    const before = resets()
    appendSparkle()
    await postForm({ url: app.url, data: 'after', channel: ROOM })
    await waitFor(() => texts().includes('after'))
    expect(texts().slice(-2)).toEqual(['before', 'after'])
    expect([await plain.next(), await plain.next()]).toEqual(['before', 'after'])
    expect(resets()).toBe(before)
  })

  it('is passed by a page that comes back, without a reset', async () => {
    const before = resets()
    tab.cut()
    appendSparkle()
    await postForm({ url: app.url, data: 'while away', channel: ROOM })
    appendSparkle()
    await waitFor(() => texts().at(-1) === 'while away')
    await postForm({ url: app.url, data: 'live again', channel: ROOM })
    await waitFor(() => texts().at(-1) === 'live again')
    expect(resets()).toBe(before)
  })

  it('is no message of a page of history, and lets a new client in', async () => {
    const response = await fetch(`${app.url}/api/rooms/${ROOM}/messages`)
    expect((await response.json()).messages.map(({ text }: { text: string }) => text)).toEqual([
      'before', 'after', 'while away', 'live again',
    ])
    const late = new Tab({ visitor: await newVisitor(app.url), url: () => app.url, wsUrl: () => app.wsUrl })
    await late.open()
    await waitFor(() => late.client.rooms().some(({ id, items }) => id === ROOM && items.length >= 4))
    await late.close()
  })
})
