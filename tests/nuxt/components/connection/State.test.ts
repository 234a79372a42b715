import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import State from '~/components/connection/State.vue'

const CONNECTED = { key: 'open', tone: 'good', seconds: 0, action: null } as const

const shown = async (online: number | null) => (await mountSuspended(State, { props: { words: CONNECTED, online } })).get('p').text()

describe('the line under the name', () => {
  it('says how many are online', async () => {
    expect(await shown(3)).toContain('3 online')
  })

  // A process counts a new person within a moment; until then nobody is told that they are not there.
  it.each([0, null])('says that it is connected while the number is not known (%s)', async (online) => {
    expect(await shown(online)).toBe('Connected')
  })
})
