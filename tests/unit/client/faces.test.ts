import { describe, expect, it, vi } from 'vitest'
import { FACES_PER_READ } from '#shared/limits'
import type { Face } from '#shared/schemas/people'
import { createFaceBook, FACES_KEPT_MAX } from '~/client/faces'
import { ManualClock } from './support/manual-clock'

const ANN = { id: 'ann', name: 'Ann' }

function setUp(answer: (people: readonly string[]) => readonly Face[] | null = () => []) {
  const clock = new ManualClock()
  const changed = vi.fn()
  const asked: (readonly string[])[] = []
  const faces = createFaceBook({
    clock, changed, isKept: person => person !== 'me',
    async read(people) {
      asked.push(people)
      return answer(people)
    },
  })
  const wait = async (ms: number) => {
    clock.advance(ms)
    await vi.waitFor(() => {})
  }
  return { faces, changed, asked, wait }
}

describe('the names and pictures of users', () => {
  it('are asked for once, together, of those who are shown', async () => {
    const { faces, asked, changed, wait } = setUp(() => [ANN])
    for (const id of ['ann', 'guest', 'ann', '']) faces.want(id)
    await wait(100)
    faces.want('ann')
    faces.want('guest')
    await wait(100)
    expect(asked).toEqual([['ann', 'guest']])
    expect([...faces.known()]).toEqual([['ann', ANN]])
    expect(changed).toHaveBeenCalledTimes(1)
  })

  it('stay as the server sent them, where the answer to an earlier question comes after that', async () => {
    const { faces, wait } = setUp(() => {
      faces.told([{ id: 'ann', name: 'Ann King' }])
      return [ANN, { id: 'bob', name: 'Bob' }]
    })
    for (const id of ['ann', 'bob']) faces.want(id)
    await wait(100)
    expect([...faces.known().values()].map(({ name }) => name)).toEqual(['Ann King', 'Bob'])
  })

  it('are not asked for of a user who is a guest here', async () => {
    const { faces, asked, wait } = setUp()
    faces.want('me')
    await wait(100)
    expect(asked).toEqual([])
  })

  it('are asked for in parts that the server takes', async () => {
    const { faces, asked, wait } = setUp()
    for (let index = 0; index < FACES_PER_READ + 1; index++) faces.want(`u${index}`)
    await wait(100)
    expect(asked.map(({ length }) => length)).toEqual([FACES_PER_READ, 1])
  })

  it('are those that the server sent last, and the same map where nothing changed', async () => {
    const { faces, changed } = setUp()
    faces.told([ANN])
    const before = faces.known()
    faces.told([{ ...ANN }])
    expect(faces.known()).toBe(before)
    faces.told([{ ...ANN, name: 'Anna' }])
    expect(faces.known().get('ann')?.name).toBe('Anna')
    expect(changed).toHaveBeenCalledTimes(2)
  })

  it('are asked for again on a new connection, since a change may have been missed', async () => {
    const { faces, asked, wait } = setUp(() => [ANN])
    faces.want('ann')
    await wait(100)
    faces.up()
    await wait(100)
    expect(asked).toEqual([['ann'], ['ann']])
  })

  it('are asked for again a while after the server did not say', async () => {
    const { faces, asked, wait } = setUp(() => null)
    faces.want('ann')
    await wait(100)
    faces.want('ann')
    await wait(100)
    expect(asked).toHaveLength(1)
    await wait(20_000)
    faces.want('ann')
    await wait(100)
    expect(asked).toHaveLength(2)
  })

  it('are remembered of those who were shown last, however many were shown before', async () => {
    const { faces, asked, wait } = setUp(people => people.map(id => ({ id, name: id })))
    const total = 3 * FACES_KEPT_MAX
    for (let index = 0; index < total; index += 50) {
      for (let at = index; at < index + 50; at++) faces.want(`u${at}`)
      faces.want('ann') // is on the screen all the time
      await wait(100)
    }
    expect(faces.known().size).toBeLessThanOrEqual(FACES_KEPT_MAX + 100)
    expect(faces.known().get('ann')).toBeDefined()
    expect(faces.known().get(`u${total - 1}`)).toBeDefined()
    expect(faces.known().get('u0')).toBeUndefined()
    const before = asked.length
    faces.want('u0')
    await wait(100)
    expect(asked.slice(before)).toEqual([['u0']])
  })
})
