import { describe, expect, it } from 'vitest'
import { MENTIONS_MAX } from '#shared/limits'
import { mentionedIn } from '../../../../../server/domain/messages/mentioned-in'
import { directoryOf } from '../../../../support/room-directory'

const MEMBER = { state: 'member', role: 'member' } as const

/**
 * Every handle is that of a user. Of the private room Bob is a member, and Eve was one; Dan is banned from the channel.
 */
async function setUp() {
  const asked: string[] = []
  const rooms = directoryOf(
    [{ id: 'open', kind: 'channel', title: 'Open' }, { id: 'staff', kind: 'private', title: 'Staff' }],
    {
      staff: { u_bob: MEMBER, u_eve: { state: 'removed', role: 'member' } },
      open: { u_dan: { state: 'banned', role: 'member' } },
    },
  )
  await Promise.all([rooms.start(), rooms.load('staff')])
  const handles = {
    async find(all: readonly string[]) {
      asked.push(...all)
      const known = all.filter(handle => handle !== 'nobody')
      return new Map(known.map(handle => [handle, { id: `u_${handle}`, name: handle, role: 'member' } as const]))
    },
  }
  const found = async (room: string, text: string) => (
    (await mentionedIn({ rooms, handles }, room, text)).map(({ id, handle }) => `${handle} ${id}`)
  )
  return { found, asked }
}

describe('the users whom a text mentions', () => {
  it('are users who may read the room, each once, in the order in which they are called', async () => {
    const { found } = await setUp()
    expect(await found('open', '@bob @Ann @BOB')).toEqual(['bob u_bob', 'ann u_ann'])
    expect(await found('staff', '@ann @bob')).toEqual(['bob u_bob'])
  })

  it('are neither users who may not read the room, nor unused handles', async () => {
    const { found } = await setUp()
    expect(await found('staff', '@ann @eve')).toEqual([])
    expect(await found('open', '@dan @nobody')).toEqual([])
  })

  it('are looked up only where a text has a handle, and only so many of them', async () => {
    const { found, asked } = await setUp()
    expect(await found('open', 'hello ann@example.com')).toEqual([])
    expect(asked).toEqual([])
    const many = Array.from({ length: MENTIONS_MAX + 10 }, (_, index) => `@user${index}`).join(' ')
    expect(await found('open', many)).toHaveLength(MENTIONS_MAX)
    expect(asked).toHaveLength(MENTIONS_MAX)
  })
})
