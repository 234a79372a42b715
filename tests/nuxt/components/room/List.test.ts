import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, describe, expect, it } from 'vitest'
import { computed, defineComponent, h, provide } from 'vue'
import type { RoomView } from '~/client/types'
import { draftKey } from '~/components/chat/drafts'
import List from '~/components/room/List.vue'
import { ROOM_ACTIONS } from '~/components/room/room-actions'
import { providePlaces } from '~/components/ui/places'
import { roomView } from '../../../unit/components/room/room-view'

/** What the server answers to a search for people, and to the opening of a talk with one of them. */
const server = {
  people: [{ id: 'tom', name: 'Tom', handle: 'tom', role: 'member' as const }],
  direct: 'tom-and-me' as string | null,
  watched: [] as readonly string[],
  readAll: 0,
}

mockNuxtImport('useChat', () => () => ({
  clockOffset: computed(() => 0),
  people: async () => server.people,
  openDirect: async () => server.direct,
  connection: computed(() => ({ status: 'open' })),
  whereabouts: computed(() => new Map([['tom', { id: 'tom', state: 'away' }]])),
  watchPeople: (people: readonly string[]) => void (server.watched = people),
  markAllRead: async () => void server.readAll++,
}))

const said = (at: number, name: string, over = {}): RoomView['items'] => [
  {
    kind: 'message',
    key: `k${at}`,
    seq: at,
    clientId: null,
    author: { id: name, name },
    mine: false,
    at,
    text: `said at ${at}`,
    mentions: [],
    callsMe: false,
    state: 'sent',
    error: null,
    parked: false,
    editable: false,
    editedAt: null,
    change: null,
    ...over,
  },
]

/** The list as a page shows it, and the rooms that it opens. */
async function mountList(rooms: readonly RoomView[], over: Partial<InstanceType<typeof List>['$props']> = {}) {
  const opened: string[] = []
  const menus: string[] = []
  const wrapper = await mountSuspended(defineComponent({
    setup() {
      providePlaces()
      provide(ROOM_ACTIONS, {
        open: room => void opened.push(room),
        openMenu: room => void menus.push(room),
        openNew() {},
        showList() {},
        toggleDetails() {},
      })
      return () => h(List, {
        rooms, active: rooms[0]?.id ?? '', user: 'me', member: true, ids: 'i', visited: new Set<string>(), ...over,
      })
    },
  }), { attachTo: document.body })
  const rows = () => wrapper.findAll('[role="tab"]')
  return { wrapper, opened, menus, rows, row: (title: string) => rows().find(row => row.text().includes(title)) }
}

afterEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
})

describe('the list of rooms', () => {
  it('opens the menu of a room by the right button or the menu key, and not the room', async () => {
    const { row, menus, opened } = await mountList([
      roomView('a', { title: 'Core team' }),
      roomView('b', { title: 'Sales' }),
    ])
    await row('Sales')?.trigger('contextmenu')
    expect([menus, opened]).toEqual([['b'], []])
  })

  it('marks a muted room, whose count stays quiet', async () => {
    const { row } = await mountList([roomView('a'), roomView('b', { title: 'Sales', unread: 3, notify: 'nothing' })])
    expect(row('Sales')?.text()).toContain('Muted')
    expect(row('Sales')?.find('.count--quiet').text()).toBe('3')
    expect(row('Sales')?.find('.room-row--unread').exists()).toBe(false)
  })

  it('names the author of the newest message, except the other user of a direct room', async () => {
    const { row } = await mountList([
      roomView('a', { title: 'Core team', items: said(1, 'Tom') }),
      roomView('b', { title: 'Mine', items: said(2, 'Ann', { mine: true }) }),
      roomView('c', { title: 'Tom', kind: 'direct', with: 'tom', items: said(3, 'Tom') }),
    ])
    expect(row('Core team')?.text()).toMatch(/⁨Tom⁩:\s+said at 1/)
    expect(row('Mine')?.text()).toMatch(/You:\s+said at 2/)
    expect(row('said at 3')?.get('.room-row__preview').text()).toBe('said at 3')
  })

  it('shows the time of what it shows, and none where nothing was said yet', async () => {
    const event = {
      type: 'room', room: 'a', seq: 9, id: 'n', at: 9e12, author: { id: 'tom', name: 'Tom' }, title: 'Team',
    } as const
    const notice = { kind: 'notice', key: 'n', at: event.at, text: '', events: [event] } as const
    const { row } = await mountList([
      roomView('a', { title: 'Core team', items: [notice] }),
      roomView('b', { title: 'Sales', items: [...said(1, 'Tom'), notice] }),
    ])
    expect(row('Core team')?.text()).toContain('No messages yet')
    expect(row('Core team')?.find('time').exists()).toBe(false)
    expect(row('Sales')?.get('time').text()).toBe('Jan 1')
  })

  it('shows where the other user of a direct room is, in words as well, and asks for no other user', async () => {
    const { row } = await mountList([
      roomView('a', { title: 'Core team' }),
      roomView('c', { title: 'Tom', kind: 'direct', with: 'tom' }),
    ])
    expect(row('Tom')?.get('[data-testid="presence"]').text()).toBe('Away')
    expect(row('Core team')?.find('[data-testid="presence"]').exists()).toBe(false)
    await expect.poll(() => server.watched).toEqual(['tom'])
  })

  it('marks all as read from the folder of what is unread', async () => {
    const { wrapper } = await mountList([roomView('a', { title: 'Core team', unread: 3 })])
    expect(wrapper.find('[data-testid="read-all"]').exists()).toBe(false)
    await wrapper.findAll('input[type="radio"]')[1]?.setValue()
    await wrapper.get('[data-testid="read-all"]').trigger('click')
    expect(server.readAll).toBe(1)
  })

  it('shows the draft of a room that is not open in place of its last message', async () => {
    const draft = JSON.stringify({ text: 'half a sentence', editing: null, aside: '' })
    for (const room of ['a', 'b']) localStorage.setItem(draftKey('me', room), draft)
    const { wrapper, row } = await mountList([
      roomView('a', { title: 'Open' }),
      roomView('b', { title: 'Other', items: said(1, 'Tom') }),
    ])
    await wrapper.vm.$nextTick()
    await expect.poll(() => row('Other')?.text()).toMatch(/Draft:\s+half a sentence/)
    expect(row('Other')?.text()).not.toContain('said at 1')
    expect(row('Open')?.text()).not.toContain('half a sentence')
  })

  it('offers no new room and no people to a guest', async () => {
    const { wrapper } = await mountList([roomView('a'), roomView('b')], { member: false })
    expect(wrapper.find('[data-testid="new-room"]').exists()).toBe(false)
    expect(wrapper.get('input[type="search"]').attributes('placeholder')).toBe('Search rooms')
    expect(wrapper.findAll('input[type="radio"]')).toHaveLength(2)
  })

  it('has one stop for the Tab key, and the arrows go over all sections without opening', async () => {
    const { wrapper, opened, rows } = await mountList(
      [roomView('a', { pinned: true }), roomView('b'), roomView('c', { kind: 'direct' })],
      { active: 'b' },
    )
    expect(wrapper.findAll('h2').map(heading => heading.text())).toEqual(['Pinned', 'Rooms', 'People'])
    expect(rows().map(row => row.attributes('tabindex'))).toEqual(['-1', '0', '-1'])
    const focused = () => rows().findIndex(row => row.element === document.activeElement)
    await rows()[1]?.trigger('keydown', { key: 'ArrowDown' })
    await expect.poll(focused).toBe(2)
    await rows()[2]?.trigger('keydown', { key: 'ArrowDown' })
    await expect.poll(focused).toBe(0)
    expect(opened).toEqual([])
  })

  it('opens the first room that was found with Enter, and is whole again then', async () => {
    const { wrapper, opened, rows } = await mountList([
      roomView('a', { title: 'Alpha' }),
      roomView('b', { title: 'Beta' }),
    ])
    const search = wrapper.get('input[type="search"]')
    await search.setValue('bet')
    expect(rows()).toHaveLength(1)
    await search.trigger('keydown', { key: 'Enter' })
    expect(opened).toEqual(['b'])
    expect(rows()).toHaveLength(2)
  })
})

describe('the search for people', () => {
  const find = async (rooms: readonly RoomView[]) => {
    const list = await mountList(rooms)
    await list.wrapper.get('input[type="search"]').setValue('to')
    return { ...list, people: () => list.wrapper.findAll('[data-testid="person"]') }
  }

  it('offers users without a direct room yet, and opens one', async () => {
    const { opened, people } = await find([roomView('a')])
    await expect.poll(() => people().map(person => person.text())).toEqual([expect.stringMatching(/Tom\s*@tom/)])
    await people()[0]?.trigger('click')
    await expect.poll(() => opened).toEqual(['tom-and-me'])
  })

  it('shows a direct room that is there as a room, and no user twice', async () => {
    const { people, rows } = await find([roomView('a'), roomView('b', { kind: 'direct', title: 'Tom', with: 'tom' })])
    await expect.poll(() => rows().length).toBe(1)
    expect(people()).toEqual([])
  })

  it('says so where a talk can not be opened', async () => {
    server.direct = null
    const { opened, people, wrapper } = await find([roomView('a')])
    await expect.poll(() => people().length).toBe(1)
    await people()[0]?.trigger('click')
    await expect.poll(() => wrapper.get('[role="status"]').text()).toBe('Couldn\'t open the direct message. Try again.')
    expect(opened).toEqual([])
  })
})

describe('a list of 2,000 rooms', () => {
  const many = Array.from({ length: 2_000 }, (_, index) =>
    roomView(`r${index}`, { title: `Room ${index}`, unread: index % 10 ? 0 : 1 }),
  )

  it('has the first of them in the document, and more as one goes on', async () => {
    const { rows } = await mountList(many)
    expect(rows()).toHaveLength(80)
    await rows()[79]?.trigger('keydown', { key: 'ArrowDown' })
    await expect.poll(() => document.activeElement?.textContent).toContain('Room 80')
  })

  it('finds any of them, and counts those with something unread', async () => {
    const { wrapper, rows } = await mountList(many)
    expect(wrapper.text()).toContain('Unread 200')
    await wrapper.get('input[type="search"]').setValue('1987')
    expect(rows().map(row => row.text())).toEqual([expect.stringContaining('Room 1987')])
  })
})
