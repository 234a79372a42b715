import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import State from '~/components/connection/State.vue'

const CONNECTED = { key: 'open', tone: 'good', seconds: 0, action: null } as const

const shown = async (online: number | null) =>
  (await mountSuspended(State, { props: { words: CONNECTED, online } })).get('p').text()

describe('the line under the name', () => {
  it('says how many are online', async () => {
    expect(await shown(3)).toContain('3 online')
  })

  // A process counts a new person within a moment; until then the page must not say that they are missing.
  it.each([0, null])('says that it is connected while the number is not known (%s)', async (online) => {
    expect(await shown(online)).toBe('Connected')
  })
})

describe('who is typing', () => {
  const line = async (over: object) =>
    (await mountSuspended(State, { props: { words: CONNECTED, online: 3, typing: 'Ann is typing…', ...over } })).get(
      'p',
    )

  it('stands in place of how many are online, which screen readers still hear', async () => {
    const shown = await line({})
    expect(shown.get('[data-testid="typing"]').text()).toBe('Ann is typing…')
    expect(shown.get('[data-testid="online"]').classes()).toContain('sr-only')
  })

  it('is not shown while the connection is away, nor when no user types', async () => {
    const lost = await line({ words: { key: 'waiting', tone: 'busy', seconds: 3, action: 'reconnect' } })
    expect(lost.find('[data-testid="typing"]').exists()).toBe(false)
    expect((await line({ typing: '' })).find('[data-testid="typing"]').exists()).toBe(false)
  })
})
