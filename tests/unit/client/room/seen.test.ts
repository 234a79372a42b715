import { describe, expect, it } from 'vitest'
import type { SeenBy } from '#shared/schemas/rooms'
import { createSeen } from '~/client/room/seen'

function world() {
  const answers: (SeenBy | null)[] = []
  let asked = 0
  const seen = createSeen({
    fetch: async () => {
      asked++
      return answers.shift() ?? null
    },
    changed: () => {},
  })
  const load = async (...people: SeenBy['people']) => {
    answers.push({ people, count: people.length })
    seen.load()
    await new Promise<void>(resolve => setImmediate(resolve))
  }
  return { seen, load, answers, asked: () => asked }
}

const bob = (seq: number) => ({ id: 'bob', name: 'Bob', seq })

describe('what other members have read', () => {
  it('only grows, though an older answer comes later', async () => {
    const { seen, load } = world()
    await load(bob(5))
    seen.told([{ id: 'bob', seq: 9 }])
    await load(bob(7))
    seen.told([{ id: 'bob', seq: 8 }])
    expect(seen.members()).toEqual([bob(9)])
  })

  it('asks for the name of a member who reads for the first time', async () => {
    const { seen, load, asked } = world()
    await load()
    seen.told([{ id: 'bob', seq: 3 }])
    expect(asked()).toBe(2)
  })

  it('has a member who reads for the first time while the server is asked, whose answer is from before', async () => {
    const { seen, load, answers, asked } = world()
    const loading = load()
    seen.told([{ id: 'bob', seq: 3 }])
    answers.push({ people: [bob(3)], count: 1 })
    await loading
    expect([seen.members(), asked()]).toEqual([[bob(3)], 2])
  })

  it('is forgotten of who hides it', async () => {
    const { seen, load } = world()
    await load(bob(5))
    await load()
    expect(seen.members()).toEqual([])
  })

  it('stays when the server can not be asked, and knows a room that is too large', async () => {
    const { seen, load, answers } = world()
    await load(bob(5))
    answers.push(null)
    seen.load()
    await new Promise<void>(resolve => setImmediate(resolve))
    expect([seen.members(), seen.isLarge()]).toEqual([[bob(5)], false])
    answers.push({ people: [], count: 300 })
    seen.load()
    await new Promise<void>(resolve => setImmediate(resolve))
    expect([seen.members(), seen.isLarge()]).toEqual([[], true])
  })
})
