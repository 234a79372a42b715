import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createOwnerCode } from '~~/server/domain/people/accounts/owner-code'
import { offerOwnerLink } from '~~/server/app/process/offer-owner-link'

vi.mock('~~/server/domain/people/accounts/owner-code', () => ({ createOwnerCode: vi.fn() }))

const codes = vi.mocked(createOwnerCode)
const printed: string[] = []

beforeEach(() => {
  vi.useFakeTimers()
  printed.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(...String(text).match(/http\S+/g) ?? [])
    return true
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('prints another link for the owner when one has expired, until there is an owner', async () => {
  codes.mockResolvedValueOnce('one').mockResolvedValueOnce('two').mockResolvedValue(null)
  const place = { config: { PUBLIC_ORIGIN: [], CHANNELS: [], TRUST_PROXY: 0 } }
  offerOwnerLink({ ...place, db: null as never }, 'http://127.0.0.1:3000')
  await vi.advanceTimersByTimeAsync(0)
  expect(printed).toEqual(['http://localhost:3000/owner#one'])
  await vi.advanceTimersByTimeAsync(15 * 60_000 - 1)
  expect(printed).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(printed.at(-1)).toBe('http://localhost:3000/owner#two')
  await vi.advanceTimersByTimeAsync(60 * 60_000)
  expect([printed.length, codes.mock.calls.length]).toEqual([2, 3])
})

it('prints a link with the address in HOST where nothing listens on localhost', async () => {
  codes.mockResolvedValueOnce('one').mockResolvedValueOnce('two')
  const place = { config: { PUBLIC_ORIGIN: [], CHANNELS: [], TRUST_PROXY: 0 }, db: null as never }
  offerOwnerLink(place, 'http://192.168.1.5:3000')
  offerOwnerLink(place, 'http://[::]:3000')
  await vi.advanceTimersByTimeAsync(0)
  expect(printed).toEqual(['http://192.168.1.5:3000/owner#one', 'http://localhost:3000/owner#two'])
})
