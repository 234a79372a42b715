import { describe, expect, it } from 'vitest'
import { waitFor, within } from '../../support/wait-for'

describe('waitFor', () => {
  it('looks until it holds, and gives what it found', async () => {
    let looks = 0
    const found = await waitFor(() => {
      looks += 1
      if (looks === 1) throw new Error('not yet')
      return looks === 2 ? false : looks
    }, { intervalMs: 1 })
    expect(found).toBe(3)
  })

  it('reports the last reason when it never holds', async () => {
    const never = waitFor(() => {
      throw new Error('the list is empty')
    }, { timeoutMs: 5, intervalMs: 1, what: 'a message' })
    await expect(never).rejects.toThrow('Waited 5 ms for a message; the last time: the list is empty')
  })
})

describe('within', () => {
  it('gives what the promise gives', async () => {
    await expect(within(Promise.resolve(7), 1_000, 'seven')).resolves.toBe(7)
    await expect(within(Promise.reject(new Error('no')), 1_000, 'seven')).rejects.toThrow('no')
  })

  it('says what was waited for when it takes too long', async () => {
    await expect(within(new Promise(() => {}), 1, 'seven')).rejects.toThrow('Waited 1 ms for seven.')
  })
})
