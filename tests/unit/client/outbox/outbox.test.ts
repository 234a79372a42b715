import { describe, expect, it } from 'vitest'
import type { Hints } from '~/client/environment'
import { textOf } from '~/client/outbox/item'
import { createOutbox } from '~/client/outbox/outbox'
import { memoryStore, type ClientStore } from '~/client/store/store'
import { ManualClock } from '../support/manual-clock'

/** The tabs of one browser: they hear each other's hints, and share a store. */
function browser(store: ClientStore = memoryStore()) {
  const listeners = new Set<{ hinted: () => void, tab: object }>()
  const clock = new ManualClock()
  let ids = 0

  function hints(tab: object): Hints {
    return {
      post: () => listeners.forEach(listener => listener.tab !== tab && listener.hinted()),
      listen(hinted) {
        const listener = { hinted, tab }
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
  }

  async function tab(user = 'me') {
    const failures = { count: 0 }
    const outbox = createOutbox({
      user,
      author: () => 'Ada',
      serverNow: clock.now,
      store,
      clock,
      hints: hints(failures),
      random: () => 0.5,
      newId: () => `c${++ids}`,
      changed: () => {},
      kept: () => {},
      failed: () => void failures.count++,
    })
    await outbox.open()
    return { outbox, failures }
  }

  return { tab, clock }
}

/** Lets everything that is being written be written, and the hints be heard. */
const settled = () => new Promise(resolve => setTimeout(resolve, 0))

const texts = (outbox: ReturnType<typeof createOutbox>) => outbox.items('channel_1').map(textOf)

describe('the outbox', () => {
  it('is there again after a reload, in send order', async () => {
    const { tab } = browser()
    const { outbox } = await tab()
    outbox.add('channel_1', 'one')
    outbox.add('channel_1', 'two')
    await outbox.close()
    expect(texts((await tab()).outbox)).toEqual(['one', 'two'])
  })

  it('does not show what another person left', async () => {
    const { tab } = browser()
    const { outbox } = await tab('eve')
    outbox.add('channel_1', 'hers')
    await outbox.close()
    expect((await tab('me')).outbox.size).toBe(0)
  })

  it('is the same in all tabs, also for what is acknowledged', async () => {
    const { tab } = browser()
    const [left, right] = [await tab(), await tab()]
    const first = left.outbox.add('channel_1', 'one')
    await settled()
    right.outbox.add('channel_1', 'two')
    await settled()
    expect(texts(left.outbox)).toEqual(['one', 'two'])
    left.outbox.settle(first)
    await settled()
    expect(texts(right.outbox)).toEqual(['two'])
  })

  it('keeps a refusal over a reload, and lets a person try again', async () => {
    const { tab } = browser()
    const { outbox } = await tab()
    const id = outbox.add('channel_1', 'one')
    outbox.refuse(id, 'forbidden', 0)
    await outbox.close()
    const again = (await tab()).outbox
    expect(again.find(id)).toMatchObject({ state: 'failed', error: 'forbidden' })
    again.retry(id)
    expect(again.next('channel_1')).toMatchObject({ clientId: id, state: 'queued' })
  })

  it('goes on in memory when the store fails', async () => {
    const broken: ClientStore = {
      ...memoryStore(),
      putItem: () => Promise.reject(new Error('full')),
      outbox: () => Promise.reject(new Error('gone')),
    }
    const { outbox, failures } = await browser(broken).tab()
    outbox.add('channel_1', 'one')
    await settled()
    expect(texts(outbox)).toEqual(['one'])
    expect(failures.count).toBe(2)
  })

  // The tab then takes over what is stored, before it sends: a message that could not be stored was not among that.
  it('keeps a message that could not be stored when it reads what others have stored', async () => {
    const full: ClientStore = { ...memoryStore(), putItem: () => Promise.reject(new Error('full')) }
    const { outbox, failures } = await browser(full).tab()
    const id = outbox.add('channel_1', 'one')
    await outbox.written()
    await outbox.follow()
    expect(texts(outbox)).toEqual(['one'])
    expect(failures.count).toBe(1)
    outbox.settle(id)
    await outbox.written()
    await outbox.follow()
    expect(outbox.size).toBe(0)
  })

  // The page said "kept on this device" in private windows, whose store ends with the page.
  it('says that nothing is stored where the store ends with the page', async () => {
    const { outbox } = await browser(memoryStore()).tab()
    expect(outbox.unsaved).toBe(true)
    expect((await browser({ ...memoryStore(), lasting: true }).tab()).outbox.unsaved).toBe(false)
  })

  // The store refused a message for a moment, and it was never stored afterwards.
  it('stores what was refused when the store takes something again, and says until then that it is not stored', async () => {
    const store = memoryStore()
    let full = true
    const { tab } = browser({
      ...store,
      lasting: true,
      putItem: (user, item) => full ? Promise.reject(new Error('full')) : store.putItem(user, item),
    })
    const { outbox } = await tab()
    outbox.add('channel_1', 'one')
    await outbox.written()
    expect(outbox.unsaved).toBe(true)
    full = false
    outbox.add('channel_1', 'two')
    await outbox.written()
    expect(outbox.unsaved).toBe(false)
    expect(texts((await tab()).outbox)).toEqual(['one', 'two'])
  })

  it('does not bring back what was settled while the store refused it', async () => {
    const store = memoryStore()
    let full = true
    const fails = <Done>(write: () => Promise<Done>) => full ? Promise.reject(new Error('full')) : write()
    const { tab } = browser({
      ...store,
      lasting: true,
      putItem: (user, item) => fails(() => store.putItem(user, item)),
      removeItem: clientId => fails(() => store.removeItem(clientId)),
    })
    const { outbox } = await tab()
    const id = outbox.add('channel_1', 'one')
    await outbox.written()
    outbox.settle(id)
    await outbox.written()
    expect(outbox.unsaved).toBe(false)
    full = false
    outbox.add('channel_1', 'two')
    await outbox.written()
    expect(texts((await tab()).outbox)).toEqual(['two'])
  })

  it('asks a store that takes other messages once for each of them', async () => {
    const store = memoryStore()
    const asked: string[] = []
    const picky: ClientStore = { ...store, putItem(user, item) {
      const text = 'text' in item ? item.text : ''
      asked.push(text)
      return text === 'bad' ? Promise.reject(new Error('bad')) : store.putItem(user, item)
    } }
    const { outbox } = await browser(picky).tab()
    for (const text of ['bad', 'one', 'two']) {
      outbox.add('channel_1', text)
      await outbox.written()
    }
    expect(asked).toEqual(['bad', 'one', 'bad', 'two', 'bad'])
  })

  // What was read had been asked for before the message was there.
  it.each([
    'still being stored', 'stored by then',
  ])('keeps a message that is sent while what is stored is being read, and is %s', async (when) => {
    const store = memoryStore()
    let answer = () => {}
    let asked = 0
    const slow: ClientStore = {
      ...store,
      async outbox(user) {
        const found = [...await store.outbox(user)]
        if (asked++ === 1) await new Promise<void>(resolve => (answer = resolve))
        return found
      },
      putItem: (user, item) => when === 'stored by then' ? store.putItem(user, item) : new Promise(() => {}),
    }
    const { outbox } = await browser(slow).tab()
    const following = outbox.follow()
    await settled()
    outbox.add('channel_1', 'one')
    await settled()
    answer()
    await following
    expect(texts(outbox)).toEqual(['one'])
  })

  it('does not lose a message that is being written while another tab says that something changed', async () => {
    const store = memoryStore()
    let write = () => {}
    const slow: ClientStore = { ...store, putItem: (user, item) => new Promise((resolve) => {
      write = () => resolve(store.putItem(user, item))
    }) }
    const { tab } = browser(slow)
    const [left, right] = [await tab(), await tab()]
    left.outbox.add('channel_1', 'slow')
    const other = right.outbox.add('channel_1', 'other')
    right.outbox.settle(other)
    await settled()
    expect(texts(left.outbox)).toEqual(['slow'])
    write()
  })
})
