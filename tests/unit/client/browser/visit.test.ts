import { describe, expect, it, vi } from 'vitest'
import type { Session } from '#shared/schemas/user'
import { createVisit, type Visit, type VisitDeps } from '~/client/browser/visit'
import { createChatClient } from '~/client/client'
import { createStillClient } from '~/client/still'
import { FakeSocket } from '../support/fake-socket'
import { ManualClock } from '../support/manual-clock'
import { hello, messages, ROOMS } from '../support/setup'

const guest = (id: string): Session => ({ user: { id, name: `Guest ${id}` }, named: false })
const named = (id: string): Session => ({ user: { id, name: 'Ada' }, named: true })

function setup(deps: Partial<VisitDeps> = {}) {
  const clock = new ManualClock()
  const sockets: FakeSocket[] = []
  const answers: (Session | null)[] = []
  const posted: string[] = []
  let hint = () => {}
  const visit: Visit = createVisit({
    still: createStillClient({ named: false, rooms: [...ROOMS] }, 'channel_2'),
    session: null,
    latest: null,
    first: async () => answers.shift() ?? null,
    ask: async () => answers.shift() ?? null,
    cookieEnabled: () => true,
    hints: {
      post: () => void posted.push(visit.client().session().user.id),
      listen(listener) {
        hint = listener
        return () => {}
      },
    },
    create: (session, active, onOtherUser) => createChatClient({
      session, active, onOtherUser, clock, rooms: ROOMS,
      fetch: async () => Response.json(named('u_other')),
      socket() {
        const socket = new FakeSocket()
        sockets.push(socket)
        return socket
      },
    }),
    clock,
    random: () => 0.5,
    changed: () => {},
    ...deps,
  })
  return { visit, clock, answers, sockets, posted, hint: () => hint(), me: () => visit.client().session().user.id }
}

describe('a visit', () => {
  it('a visit with a session begins with it and asks for nothing', async () => {
    const { visit, sockets, me } = setup({ session: named('u_ada') })
    visit.start()
    expect(me()).toBe('u_ada')
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    expect(visit.client().active().id).toBe('channel_2')
  })

  it('a visit without a session asks for one, in the room that was opened meanwhile', async () => {
    const { visit, answers, sockets, me } = setup()
    answers.push(guest('u_1'), guest('u_1'))
    visit.start()
    visit.client().open('channel_1')
    expect(visit.connection().status).toBe('connecting')
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    expect([me(), visit.client().active().id]).toEqual(['u_1', 'channel_1'])
  })

  it('shows the messages that came with the page before and after the session is known, and joins from there', async () => {
    const latest = { room: 'channel_2', position: { epoch: 'e1', seq: 3 }, messages: messages(2, 3), older: true }
    const { visit, answers, sockets } = setup({ latest })
    const texts = () => visit.client().active().items.map(({ text }) => text)
    answers.push(guest('u_1'), guest('u_1'))
    visit.start()
    expect(texts()).toEqual(['text 2', 'text 3'])
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    expect(texts()).toEqual(['text 2', 'text 3'])
    sockets[0]?.say(hello({ user: { id: 'u_1', name: 'Guest' } }))
    expect(sockets[0]?.frames('join')[0]).toMatchObject({ room: 'channel_2', position: { epoch: 'e1', seq: 3 } })
  })

  it('asks again, later and later, while there is no answer', async () => {
    const { visit, answers, clock, me } = setup()
    visit.start()
    await vi.waitFor(() => expect(visit.connection().status).toBe('waiting'))
    expect(await visit.rename('Ada')).toEqual({ ok: false, reason: 'unavailable' })
    answers.push(guest('u_1'), guest('u_1'))
    clock.advance(1_000)
    await vi.waitFor(() => expect(me()).toBe('u_1'))
  })

  it('a visit of a guest without a name becomes the guest of the cookie, and no end of the session is reported', async () => {
    const { visit, answers, sockets, me } = setup()
    answers.push(guest('u_1'), guest('u_1'))
    visit.start()
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    answers.push(named('u_2'))
    sockets[0]?.say(hello({ user: { id: 'u_2', name: 'Ada' } }))
    expect(visit.connection().status).toBe('connecting')
    await vi.waitFor(() => expect(me()).toBe('u_2'))
    expect(visit.client().session().named).toBe(true)
    await vi.waitFor(() => expect(sockets).toHaveLength(2))
    sockets[1]?.say(hello({ user: { id: 'u_2', name: 'Ada' } }))
    expect(visit.connection().status).toBe('open')
  })

  it('a visit of a user with a name ends when the cookie is another user\'s', async () => {
    const { visit, sockets } = setup({ session: named('u_ada') })
    visit.start()
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    sockets[0]?.say(hello({ user: { id: 'u_2', name: 'Bob' } }))
    expect(visit.connection()).toMatchObject({ status: 'stopped' })
  })

  it('a visit of a guest who takes a name as the guest of the cookie becomes that one', async () => {
    const { visit, answers, sockets, me } = setup()
    answers.push(guest('u_1'), guest('u_1'))
    visit.start()
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    answers.push(named('u_other'))
    expect(await visit.rename('Ada')).toEqual({ ok: true })
    await vi.waitFor(() => expect(me()).toBe('u_other'))
  })

  it.each([
    ['says so', { cookieEnabled: () => false }, []],
    ['says the opposite', {}, [guest('u_1'), guest('u_2'), guest('u_3')]],
  ])('needs cookies where the browser keeps none and %s', async (_what, deps, given) => {
    const { visit, answers, sockets } = setup(deps)
    answers.push(...given)
    visit.start()
    await vi.waitFor(() => expect(visit.connection()).toMatchObject({ status: 'stopped', needs: 'cookies' }))
    expect(await visit.rename('Ada')).toEqual({ ok: false, reason: 'unavailable' })
    expect(sockets.some(({ live }) => live)).toBe(false)
  })

  it('becomes the guest of the cookie where another tab\'s answer came in between', async () => {
    const { visit, answers, me } = setup()
    answers.push(guest('u_1'), guest('u_2'), guest('u_2'), guest('u_2'))
    visit.start()
    await vi.waitFor(() => expect(me()).toBe('u_2'))
    expect(visit.connection().needs).toBeUndefined()
  })

  it('becomes the guest of the cookie where another tab\'s answer came after it had checked', async () => {
    const { visit, answers, hint, me } = setup()
    answers.push(guest('u_1'), guest('u_1'))
    visit.start()
    await vi.waitFor(() => expect(answers).toEqual([]))
    expect(me()).toBe('u_1')
    await vi.waitFor(() => {
      answers.splice(0, answers.length, guest('u_2'), guest('u_2'), guest('u_2'))
      hint()
      expect(me()).toBe('u_2')
    })
  })

  it('looks at the cookie once more where another tab became a guest meanwhile, and does not report missing cookies', async () => {
    let asked = 0
    let hint = () => {}
    const { visit, me, ...tabs } = setup({
      first: async () => guest('u_1'),
      ask: async () => {
        if (++asked === 2) hint()
        return guest(asked === 1 ? 'u_2' : 'u_3')
      },
    })
    hint = tabs.hint
    visit.start()
    await vi.waitFor(() => expect(me()).toBe('u_3'))
    expect(visit.connection().needs).toBeUndefined()
  })

  it('a visit that was given a guest notifies the other tabs, and one that came with a session does not', async () => {
    const first = setup()
    first.answers.push(guest('u_1'), guest('u_1'))
    first.visit.start()
    await vi.waitFor(() => expect(first.posted).toEqual(['u_1']))
    const later = setup({ session: guest('u_1') })
    later.visit.start()
    expect(later.posted).toEqual([])
  })
})
