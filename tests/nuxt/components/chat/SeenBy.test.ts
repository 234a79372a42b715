import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import type { SeenBy as Answer } from '#shared/schemas/rooms'
import SeenBy from '~/components/chat/SeenBy.vue'
import { roomView } from '../../../unit/components/room/room-view'

/** The answers of the server, by the message that was asked about; a test gives them when it wants. */
const asked = new Map<number, (answer: Answer | null) => void>()

mockNuxtImport('useChat', () => () => ({
  seenBy: (_room: string, seq: number) => new Promise<Answer | null>(resolve => asked.set(seq, resolve)),
}))

const reader = (id: string, seq: number) => ({ id, name: `Name of ${id}`, seq })
const small = roomView('r1', { kind: 'private', seen: [reader('a', 7), reader('b', 5)] })
const large = roomView('r1', { kind: 'private', manySee: true })

describe('who has read a message', () => {
  it('are those whose mark has reached it, named where a click asks for it', async () => {
    const part = await mountSuspended(SeenBy, { props: { room: small, seq: 6 } })
    expect(part.text()).toBe('Seen by 1')
    await part.get('button').trigger('click')
    expect(part.findAll('li').map(one => one.text())).toEqual(['Name of a'])
    await part.setProps({ seq: 5 })
    expect(part.findAll('li').map(one => one.text())).toEqual(['Name of a', 'Name of b'])
    await part.setProps({ seq: 8 })
    expect(part.find('[data-testid="seen-by"]').exists()).toBe(false)
  })

  it('are a number in a large room, of the message that was asked for last', async () => {
    const part = await mountSuspended(SeenBy, { props: { room: large, seq: 6 } })
    await part.setProps({ seq: 9 })
    asked.get(9)?.({ people: [], count: 120 })
    await expect.poll(() => part.text()).toBe('Seen by 120')
    expect(part.find('button').exists()).toBe(false)
    // The answer to the question before comes late.
    asked.get(6)?.({ people: [], count: 300 })
    await new Promise(resolve => setTimeout(resolve))
    expect(part.text()).toBe('Seen by 120')
  })

  it('are nobody where the server can not say', async () => {
    const part = await mountSuspended(SeenBy, { props: { room: large, seq: 12 } })
    asked.get(12)?.(null)
    await new Promise(resolve => setTimeout(resolve))
    expect(part.find('[data-testid="seen-by"]').exists()).toBe(false)
  })
})
