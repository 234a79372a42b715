import { describe, expect, it } from 'vitest'
import { createNewsFinder, type News } from '~/components/notify/news'
import { createNotifier } from '~/components/notify/notifier'
import { becomeSpeaker, type HeldLocks } from '~/components/notify/speaker'
import type { RoomView } from '~/client/types'
import { message } from '../message/message'
import { roomView } from '../room/room-view'

const said = (seq: number, at = 100) => message(seq, { mine: false, text: `text ${seq}`, at })
const told = (news: readonly News[]) => news.map(({ room, message }) => `${room.id} ${message.seq}`)

describe('news', () => {
  it('are what came since the last look, the newest of each room', () => {
    const look = createNewsFinder(50)
    expect(told(look([roomView('a', { items: [said(1, 10)] }), roomView('b')]))).toEqual([])
    const next = [roomView('a', { items: [said(1, 10), said(2), said(3)] }), roomView('b', { items: [said(1)] })]
    expect(told(look(next))).toEqual(['a 3', 'b 1'])
    expect(told(look(next))).toEqual([])
  })

  it('are not what was missed before the page opened and is fetched later', () => {
    const look = createNewsFinder(50)
    look([roomView('a')])
    expect(told(look([roomView('a', { items: [said(1, 10), said(2, 49)] })]))).toEqual([])
  })

  it('are messages that an edit makes mention the user, once', () => {
    const look = createNewsFinder(50)
    const old = said(1, 10)
    look([roomView('a', { notify: 'mentions', items: [old] })])
    const edited = [roomView('a', { notify: 'mentions', items: [{ ...old, callsMe: true, editedAt: 100 }] })]
    expect(told(look(edited))).toEqual(['a 1'])
    expect(told(look(edited))).toEqual([])
  })
})

function setUp() {
  const state = {
    may: true,
    looksAt: '',
    rooms: [] as RoomView[],
    shown: [] as string[],
    closed: 0,
    due: [] as (() => void)[],
  }
  const notifier = createNotifier({
    mayNotify: () => state.may,
    isLookedAt: room => state.looksAt === room,
    roomOf: id => state.rooms.find(room => room.id === id) ?? null,
    show(news) {
      state.shown.push(...told([news]))
      return { close: () => void state.closed++ }
    },
    after(_ms, run) {
      state.due.push(run)
      return () => void (state.due = state.due.filter(one => one !== run))
    },
  })
  const hear = (room: string, seq: number) => notifier.heard([{ room: roomView(room), message: said(seq) }])
  const pass = () => state.due.splice(0).forEach(run => run())
  return { state, notifier, hear, pass }
}

describe('the notifier', () => {
  it('shows one notification for several messages of a room, and takes it back once the room is read', () => {
    const { state, notifier, hear, pass } = setUp()
    state.rooms = [roomView('a', { unread: 2, mark: 0 })]
    hear('a', 1)
    hear('a', 2)
    pass()
    expect(state.shown).toEqual(['a 2'])
    notifier.tidy(state.rooms)
    expect(state.closed).toBe(0)
    notifier.tidy([roomView('a')])
    expect(state.closed).toBe(1)
  })

  it('says nothing of a room that is looked at', () => {
    const { state, hear, pass } = setUp()
    state.rooms = [roomView('a', { unread: 1, mark: 0 })]
    state.looksAt = 'a'
    hear('a', 1)
    pass()
    expect(state.shown).toEqual([])
  })

  it('says nothing of a message that was read meanwhile in another tab or on another device', () => {
    const { state, hear, pass } = setUp()
    hear('a', 1)
    state.rooms = [roomView('a', { unread: 1, mark: 1 })]
    pass()
    expect(state.shown).toEqual([])
  })

  it('says nothing where it may not, as in quiet hours or in a tab that does not speak', () => {
    const { state, hear, pass } = setUp()
    state.rooms = [roomView('a', { unread: 1, mark: 0 })]
    state.may = false
    hear('a', 1)
    pass()
    expect(state.shown).toEqual([])
  })
})

describe('the tab that speaks for all', () => {
  it('is one at a time: the next speaks when it is closed', async () => {
    const queue: (() => Promise<void>)[] = []
    let held: Promise<void> | null = null
    const next = async () => {
      const run = held ? undefined : queue.shift()
      if (!run) return
      held = run()
      await held
      held = null
      await next()
    }
    const locks: HeldLocks = {
      request(_name, _options, run) {
        queue.push(run)
        void next()
        return Promise.resolve()
      },
    }
    const speaking = [false, false]
    const close = becomeSpeaker(locks, speaks => (speaking[0] = speaks))
    becomeSpeaker(locks, speaks => (speaking[1] = speaks))
    expect(speaking).toEqual([true, false])
    close()
    await expect.poll(() => speaking[1]).toBe(true)
  })

  it('is each tab where the browser has no locks', () => {
    let speaks = false
    becomeSpeaker(undefined, now => (speaks = now))
    expect(speaks).toBe(true)
  })
})
