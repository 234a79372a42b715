import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import Empty from '~/components/room/Empty.vue'

describe('a room without messages', () => {
  it.each([
    ['channel', 'Anyone who opens this room'],
    ['private', 'Everyone in this room'],
    ['direct', 'Only the two of you'],
  ] as const)('a room without messages of the kind %s says who will read the first', async (kind, who) => {
    expect((await mountSuspended(Empty, { props: { kind } })).text()).toContain(who)
  })
})
