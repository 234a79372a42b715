import { describe, expect, it, vi } from 'vitest'
import { PageCheck } from '../../../../../server/app/process/page-check'
import { renderOnce } from '../../../../../server/app/process/render-once'

const page = () => new Response('<!DOCTYPE html><html></html>')

describe('the check of the page', () => {
  it('renders once in ten seconds, however often it is asked', async () => {
    const localFetch = vi.fn(async () => page())
    const clock = { now: 0 }
    const check = new PageCheck(localFetch, () => clock.now)
    for (clock.now = 0; clock.now < 30_000; clock.now += 500) expect(await check.renders()).toBe(true)
    expect(localFetch).toHaveBeenCalledTimes(3)
  })

  it.each([
    ['is an error', async () => new Response('<html></html>', { status: 500 })],
    ['is cut short', async () => new Response('<html><body>')],
    ['can not be loaded', async () => Promise.reject(new Error('EMFILE'))],
  ])('says no when the page %s', async (_what, localFetch) => {
    expect(await new PageCheck(localFetch).renders()).toBe(false)
  })
})

describe('the first render', () => {
  it('is done in each language', async () => {
    const localFetch = vi.fn(async () => page())
    await renderOnce(localFetch, ['en', 'zh'])
    expect(localFetch.mock.calls.map(call => JSON.stringify(call))).toEqual([
      expect.stringContaining('parley-language=en'),
      expect.stringContaining('parley-language=zh'),
    ])
  })
})
