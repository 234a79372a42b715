import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import type { MembersPage } from '~/client/directory'
import { useMemberChanges } from '~/components/room/member-changes'
import Details from '~/components/room/Details.vue'
import { roomView } from '../../../unit/components/room/room-view'

const member = (id: string, roomRole: 'owner' | 'member' = 'member') =>
  ({ id, name: `Name of ${id}`, role: 'member', roomRole, online: id === 'a' }) as const

/** What was asked, and the answers: those of a test's own, or these two pages. */
const server = {
  asked: [] as string[],
  answer: async (room: string, cursor?: string, words?: string): Promise<MembersPage | null> => {
    server.asked.push([room, cursor, words].filter(one => one !== undefined).join(' '))
    if (cursor !== undefined) return { members: [member('b'), member('c')], count: 3 }
    return { members: [member('a', 'owner'), member('b')], count: 3, next: 'more' }
  },
}

/** The presence of members, as the server reports it while the list is open. */
const whereabouts = shallowRef(new Map<string, { state: string }>())

mockNuxtImport('useChat', () => () => ({
  session: computed(() => ({ user: { id: 'b', name: 'Name of b' }, named: true })),
  members: (room: string, cursor?: string, words?: string) => server.answer(room, cursor, words),
  connection: computed(() => ({ status: 'open' })),
  watchPeople: () => {},
  whereabouts,
}))

const mountDetails = (
  room = roomView('r1', { kind: 'private', title: 'Core team', topic: 'Plans' }),
  isMember = true,
) => {
  return mountSuspended(Details, { props: { room, title: room.title, user: 'b', member: isMember } })
}

beforeEach(() => {
  server.asked = []
})

describe('the details of a room', () => {
  it('say what it is about and who is in it, page by page, each once', async () => {
    const details = await mountDetails()
    const members = () => details.findAll('[data-testid="member"]').map(one => one.text())
    await expect
      .poll(members)
      .toEqual([expect.stringMatching(/Online.*Name of a.*Owner/), expect.stringMatching(/Name of b.*You/)])
    expect(details.text()).toContain('Plans')
    expect(details.text()).toContain('3 members')
    await details.findAll('button').find(button => button.text() === 'Show more')?.trigger('click')
    await expect.poll(members).toHaveLength(3)
    expect(server.asked).toEqual(['r1', 'r1 more'])
  })

  it('have a search where there are many members, which says so where it finds none', async () => {
    const { answer } = server
    server.answer = async (room, cursor, words) => {
      await answer(room, cursor, words)
      if (words === undefined) return { members: [member('a', 'owner')], count: 201, next: 'more' }
      return words === 'zoe' ? { members: [member('zoe')], count: 1 } : { members: [], count: 0 }
    }
    const details = await mountDetails()
    const names = () => details.findAll('[data-testid="member"]').map(one => one.text())
    await expect.poll(names).toEqual([expect.stringContaining('Name of a')])
    const search = details.find('input[type="search"]')
    await search.setValue(' zoe ')
    await expect.poll(names).toEqual([expect.stringContaining('Name of zoe')])
    await search.setValue('nobody')
    await expect.poll(() => details.find('[role="status"]').text()).toBe('No matching members')
    expect(details.text()).toContain('201 members')
    await search.setValue('')
    await expect.poll(names).toEqual([expect.stringContaining('Name of a')])
    expect(server.asked).toEqual(['r1', 'r1 zoe', 'r1 nobody', 'r1'])
    server.answer = answer
  })

  it('lead to the profile of the other in a direct room, and have no list of the two', async () => {
    const details = await mountDetails(roomView('d1', { kind: 'direct', with: 'a' }))
    expect(details.findAll('button').map(button => button.text())).toContain('Show profile')
    expect(details.find('h3').exists()).toBe(false)
    expect(server.asked).toEqual([])
  })

  it('do not count the members of a channel that has none', async () => {
    const { answer } = server
    server.answer = async () => ({ members: [], count: 0 })
    const details = await mountDetails(roomView('c1', { kind: 'channel' }))
    expect(details.find('h3').exists()).toBe(false)
    server.answer = answer
  })

  it('have none where all members are seen at once', async () => {
    const details = await mountDetails()
    await expect.poll(() => details.findAll('[data-testid="member"]')).toHaveLength(2)
    expect(details.find('input[type="search"]').exists()).toBe(false)
  })

  it('follow who comes and who leaves while they are open', async () => {
    const details = await mountDetails()
    const members = () => details.findAll('[data-testid="member"]').map(one => one.text())
    await expect.poll(members).toEqual([expect.stringContaining('Online'), expect.not.stringContaining('Online')])
    whereabouts.value = new Map([['a', { state: 'offline' }], ['b', { state: 'online' }]])
    await expect.poll(members).toEqual([expect.not.stringContaining('Online'), expect.stringContaining('Online')])
    whereabouts.value = new Map()
  })

  it('are asked for anew where another room is opened, and a late answer of the one before is dropped', async () => {
    let late = (_page: MembersPage) => {}
    const { answer } = server
    server.answer = async room =>
      room === 'r1' ? new Promise(resolve => late = resolve) : { members: [member('z')], count: 1 }
    const details = await mountDetails()
    await details.setProps({ room: roomView('r2', { kind: 'private' }) })
    await expect.poll(() => details.text()).toContain('Name of z')
    late({ members: [member('a')], count: 1 })
    await new Promise(resolve => setTimeout(resolve))
    expect(details.text()).not.toContain('Name of a')
    server.answer = answer
  })

  it('are read again after this page changed a member, once the server has done it', async () => {
    const { answer } = server
    let role: 'member' | 'owner' = 'member'
    server.answer = async () => ({ members: [member('z', role)], count: 1 })
    const details = await mountDetails()
    await expect.poll(() => details.text()).toContain('Name of z')
    expect(details.text()).not.toContain('Owner')
    role = 'owner'
    useMemberChanges().value++
    await expect.poll(() => details.text()).toContain('Owner')
    server.answer = answer
  })

  it('have the list that was asked for last, in whichever order the answers come', async () => {
    const late: ((page: MembersPage) => void)[] = []
    const { answer } = server
    server.answer = async () => new Promise(resolve => late.push(resolve))
    const details = await mountDetails()
    await expect.poll(() => late.length).toBe(1)
    await details.setProps({ room: roomView('r1', { kind: 'private', role: 'moderator' }) })
    await expect.poll(() => late.length).toBe(2)
    late[1]?.({ members: [member('z')], count: 1 })
    await expect.poll(() => details.text()).toContain('Name of z')
    late[0]?.({ members: [member('a')], count: 1 })
    await new Promise(resolve => setTimeout(resolve))
    expect(details.text()).not.toContain('Name of a')
    server.answer = answer
  })

  it('do not ask for members of a channel for a guest, since the server would refuse that', async () => {
    const details = await mountDetails(roomView('r1'), false)
    expect(details.text()).toContain('Public channel')
    expect(server.asked).toEqual([])
    expect(details.find('section').exists()).toBe(false)
  })
})
