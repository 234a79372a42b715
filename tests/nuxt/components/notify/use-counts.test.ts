import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useCounts } from '~/components/notify/use-counts'

/** What the installed app shows; null: nothing. */
let badge: number | null = null
/** The texts that were drawn on icons. */
let drawn: string[] = []

const icons = () => [...document.head.querySelectorAll<HTMLLinkElement>('link[rel="icon"][type="image/png"]')]
const iconText = () => icons().map(({ href }) => href.split('#')[1])

function look(isIt: boolean): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => isIt ? 'visible' : 'hidden' })
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  badge = null
  drawn = []
  Object.assign(navigator, {
    setAppBadge: async (count: number) => void (badge = count),
    clearAppBadge: async () => void (badge = null),
  })
  vi.spyOn(HTMLImageElement.prototype, 'decode').mockResolvedValue()
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(() => {
    const nothing = () => {}
    const context = { drawImage: nothing, beginPath: nothing, roundRect: nothing, fill: nothing }
    return { ...context, fillText: (text: string) => void drawn.push(text) } as never
  })
  vi.spyOn(HTMLCanvasElement.prototype, 'toDataURL').mockImplementation(() => `data:image/png;base64,AA#${drawn.at(-1)}`)
})
afterEach(() => {
  vi.restoreAllMocks()
  look(true)
})

async function shown(count: Ref<number>) {
  return mountSuspended(defineComponent({
    setup() {
      useCounts(() => count.value)
      return () => h('div')
    },
  }))
}

it('the badge of an installed app shows how much is unread, and nothing where all is read', async () => {
  const count = ref(3)
  const page = await shown(count)
  await expect.poll(() => badge).toBe(3)
  count.value = 120
  await expect.poll(() => badge).toBe(120)
  count.value = 0
  await expect.poll(() => badge).toBeNull()
  page.unmount()
})

it('the icon of a tab has the number while the tab is hidden, and is as before when it is shown', async () => {
  const count = ref(3)
  const page = await shown(count)
  expect(icons()).toEqual([])
  look(false)
  await expect.poll(iconText).toEqual(['3'])
  count.value = 100
  await expect.poll(iconText).toEqual(['99+'])
  look(true)
  await expect.poll(icons).toEqual([])
  look(false)
  await expect.poll(iconText).toEqual(['99+'])
  page.unmount()
  await expect.poll(icons).toEqual([])
})

it('a browser that refuses a badge is left alone', async () => {
  Object.assign(navigator, { setAppBadge: () => Promise.reject(new Error('not installed')) })
  const page = await shown(ref(1))
  look(false)
  await expect.poll(iconText).toEqual(['1'])
  page.unmount()
})
