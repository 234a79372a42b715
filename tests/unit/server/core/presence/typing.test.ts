import { afterEach, describe, expect, it } from 'vitest'
import { Typing } from '../../../../../server/core/presence/typing'

const ADA = { id: 'u_ada', name: 'Ada' }
const BO = { id: 'u_bo', name: 'Bo' }

let typing: Typing | undefined
afterEach(() => typing?.close())

describe('who types', () => {
  it('does not include a user who was put out of the room, from that moment on', async () => {
    const lists: string[][] = []
    typing = new Typing((_room, users) => void lists.push(users.map(({ name }) => name)))
    typing.heard('board', ADA, false)
    typing.heard('board', BO, false)
    typing.out('board', BO.id)
    expect(lists.at(-1)).not.toContain('Bo')
    await expect.poll(() => lists.length, { timeout: 5_000 }).toBeGreaterThan(1)
    expect(lists.at(-1)).toEqual(['Ada'])
    typing.out('board', 'u_nobody')
    typing.out('nowhere', ADA.id)
    expect(lists.at(-1)).toEqual(['Ada'])
  })
})
