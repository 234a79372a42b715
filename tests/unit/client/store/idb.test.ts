import 'fake-indexeddb/auto'
import { deleteDB, openDB } from 'idb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { idbStore } from '~/client/store/idb'
import { memoryStore, type ClientStore } from '~/client/store/store'
import { storedItem as item } from '../support/outbox'
import { messages, roomState } from '../support/setup'

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

  it('gives back the list of rooms, to the same person only', async () => {
    const store = create()
    const list = { feed: '7.e1', rooms: [roomState()], lines: [] }
    expect(await store.list('me')).toBeNull()
    await store.putList('me', list)
    expect(await store.list('me')).toEqual(list)
    expect(await store.list('eve')).toBeNull()
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
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('is there again after a reload', async () => {
    const name = `test-${++names}`
    await idbStore(name).putItem('me', item('a', 1))
    const again = idbStore(name)
    expect(await again.outbox('me')).toEqual([item('a', 1)])
    expect(again.lasting).toBe(true)
  })

  it('keeps a message that may not be sent any more, so that its writer hears of it', async () => {
    const name = `test-${++names}`
    const unseen = { ...item('a', 1), text: '\u200B' }
    await idbStore(name).putItem('me', unseen)
    expect(await idbStore(name).outbox('me')).toEqual([unseen])
  })

  it('keeps a message that a newer version of the page stored with an error that this one does not know', async () => {
    const name = `test-${++names}`
    const failed = { ...item('a', 1, { state: 'failed' }), error: 'quota_used' }
    // @ts-expect-error a code that only the newer page knows
    await idbStore(name).putItem('me', failed)
    expect(await idbStore(name).outbox('me')).toEqual([{ ...failed, error: 'internal' }])
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
    expect(store.lasting).toBe(false)
  })

  it('lives in memory when the database does not open', async () => {
    vi.useFakeTimers()
    vi.spyOn(indexedDB, 'open').mockReturnValue(new IDBOpenDBRequest())
    const store = idbStore(`test-${++names}`)
    let done = false
    const put = store.putItem('me', item('a', 1)).then(() => (done = true))
    await vi.advanceTimersByTimeAsync(14_999)
    expect(done).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await put
    expect(await store.outbox('me')).toEqual([item('a', 1)])
  })

  // A phone ends the process of its databases while the page is in the background: nothing was stored until the next
  // reload.
  it.each([
    'InvalidStateError', 'UnknownError', 'AbortError',
  ])('opens the database again when its connection answers %s', async (error) => {
    const name = `test-${++names}`
    const store = idbStore(name)
    await store.putItem('me', item('a', 1))
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('closing', error)
    })
    await store.putItem('me', item('b', 2))
    expect(await idbStore(name).outbox('me')).toEqual([item('a', 1), item('b', 2)])
  })

  // The connection is given up for a newer version of the page, which may be gone before it has changed anything.
  it('opens the database again after it gave its connection up', async () => {
    const name = `test-${++names}`
    const store = idbStore(name)
    await store.putItem('me', item('a', 1))
    await deleteDB(name)
    await store.putItem('me', item('b', 2))
    expect(await idbStore(name).outbox('me')).toEqual([item('b', 2)])
  })

  // Done once more, the first write would come after the second.
  it('does not put an older state over a newer one when it repeats what failed', async () => {
    const store = idbStore(`test-${++names}`)
    await store.outbox('me')
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('lost', 'UnknownError')
    })
    const writes = [
      store.putItem('me', item('a', 1)),
      store.putItem('me', item('a', 1, { state: 'failed', error: 'forbidden' })),
    ]
    await Promise.allSettled(writes)
    expect(await store.outbox('me')).toMatchObject([{ state: 'failed' }])
  })

  // Memory would be empty, and would forget with the page what it says is stored.
  it('says that a write failed when the database can not be opened again, and tries anew with the next one', async () => {
    const store = idbStore(`test-${++names}`)
    await store.putItem('me', item('a', 1))
    vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementationOnce(() => {
      throw new DOMException('closing', 'InvalidStateError')
    })
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('full', 'UnknownError')
    })
    await expect(store.putItem('me', item('b', 2))).rejects.toThrow('full')
    await store.putItem('me', item('c', 3))
    expect(await store.outbox('me')).toEqual([item('a', 1), item('c', 3)])
  })
})
