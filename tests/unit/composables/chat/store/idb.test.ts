import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { idbStore } from '~/composables/chat/store/idb'
import { memoryStore, type ClientStore } from '~/composables/chat/store/store'
import { item } from '../support/outbox'
import { messages } from '../support/setup'

const cached = { position: { epoch: 'e1', seq: 3 }, messages: messages(1, 3), older: false }
let names = 0

describe.each<[string, () => ClientStore]>([
  ['in IndexedDB', () => idbStore(`test-${++names}`)],
  ['in memory', memoryStore],
])('a store %s', (_name, create) => {
  it('gives back what was put, to the same person only', async () => {
    const store = create()
    await store.putItem('me', item('a', 1))
    await store.putItem('eve', item('b', 2))
    await store.putRoom('me', 'channel_1', cached)
    expect(await store.outbox('me')).toEqual([item('a', 1)])
    expect(await store.room('me', 'channel_1')).toEqual(cached)
    expect(await store.room('eve', 'channel_1')).toBeNull()
    expect(await store.room('me', 'channel_2')).toBeNull()
  })

  it('writes in the order in which it was called', async () => {
    const store = create()
    void store.putItem('me', item('a', 1))
    void store.putItem('me', item('a', 1, { state: 'failed', error: 'forbidden' }))
    void store.putItem('me', item('b', 2))
    void store.removeItem('b')
    expect(await store.outbox('me')).toMatchObject([{ clientId: 'a', state: 'failed' }])
  })
})

describe('a store in IndexedDB', () => {
  afterEach(() => vi.unstubAllGlobals())

  it('is there again after a reload', async () => {
    const name = `test-${++names}`
    await idbStore(name).putItem('me', item('a', 1))
    expect(await idbStore(name).outbox('me')).toEqual([item('a', 1)])
  })

  it('skips records that it can not read for sure', async () => {
    const name = `test-${++names}`
    await idbStore(name).putItem('me', item('a', 1))
    const database = await openDB(name)
    await database.put('outbox', { clientId: 'old', user: 'me', text: 7 })
    await database.put('rooms', { user: 'me', room: 'channel_1', messages: 'none' })
    expect(await idbStore(name).outbox('me')).toEqual([item('a', 1)])
    expect(await idbStore(name).room('me', 'channel_1')).toBeNull()
  })

  it('lives in memory where the browser refuses a database', async () => {
    vi.stubGlobal('indexedDB', { open: () => {
      throw new DOMException('Not in a private window.', 'SecurityError')
    } })
    const store = idbStore(`test-${++names}`)
    await store.putItem('me', item('a', 1))
    expect(await store.outbox('me')).toEqual([item('a', 1)])
  })

  it('lives in memory when the database does not open', async () => {
    vi.useFakeTimers()
    vi.stubGlobal('indexedDB', { open: () => new EventTarget() })
    const store = idbStore(`test-${++names}`)
    const put = store.putItem('me', item('a', 1))
    await vi.advanceTimersByTimeAsync(2_000)
    await put
    expect(await store.outbox('me')).toEqual([item('a', 1)])
    vi.useRealTimers()
  })
})
