import { describe, expect, it, vi } from 'vitest'
import { KeptPages, type PageRequest } from '../../../../../server/app/page/kept-pages'

const REQUEST: PageRequest = { path: '/', language: 'en', room: 'channel_1', named: false, rooms: [] }
const template = () => ({ html: ['<p>'], headers: new Map() })

describe('KeptPages', () => {
  it('renders a page once, also for those who ask at the same moment', async () => {
    const render = vi.fn(async () => template())
    const pages = new KeptPages(render)
    const [first, second] = await Promise.all([pages.get(REQUEST), pages.get({ ...REQUEST })])
    expect(await pages.get(REQUEST)).toBe(first)
    expect(second).toBe(first)
    expect(render).toHaveBeenCalledTimes(1)
  })

  it.each([
    { path: '/r/channel_1' },
    { language: 'zh' },
    { room: 'channel_2' },
    { named: true },
    { rooms: [{ id: 'channel_1', kind: 'channel', title: 'One' }] },
  ] satisfies Partial<PageRequest>[])('renders another page for %j', async (other) => {
    const render = vi.fn(async () => template())
    const pages = new KeptPages(render)
    await pages.get(REQUEST)
    await pages.get({ ...REQUEST, ...other })
    expect(render).toHaveBeenCalledTimes(2)
  })

  it('tries again after a render that failed', async () => {
    const render = vi.fn(async () => template()).mockRejectedValueOnce(new Error('no file could be opened'))
    const pages = new KeptPages(render)
    await expect(pages.get(REQUEST)).rejects.toThrow('no file')
    await expect(pages.get(REQUEST)).resolves.toEqual(template())
  })
})
