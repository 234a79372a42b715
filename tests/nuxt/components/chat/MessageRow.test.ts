import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { computed, defineComponent, h, provide } from 'vue'
import type { TimelineMessage } from '~/client/types'
import MessageRow from '~/components/chat/MessageRow.vue'
import { MESSAGE_ACTIONS, type MessageActions } from '~/components/message/message-actions'
import { eventually } from '../stub-server'

mockNuxtImport('useChat', () => () => ({
  faces: computed(() => new Map()), wantFace() {}, connection: computed(() => ({ status: 'open' })),
}))

const MESSAGE: TimelineMessage = {
  kind: 'message', key: 'k1', seq: 1, clientId: null, author: { id: 'u_bo', name: 'Bo' }, mine: false, at: 1_000, text: 'hello',
  mentions: [], callsMe: false, state: 'sent', error: null, parked: false, editable: false, editedAt: null, change: null,
}

async function open(over: Partial<TimelineMessage> = {}, place: Partial<InstanceType<typeof MessageRow>['$props']> = {}, isEdited = false) {
  const actions: MessageActions = {
    writable: computed(() => true), moderates: computed(() => false), me: computed(() => 'me'), isEdited: () => isEdited,
    openCard() {}, openMenu() {}, run() {}, discard() {}, retry() {},
  }
  const page = await mountSuspended(defineComponent({
    setup() {
      provide(MESSAGE_ACTIONS, actions)
      return () => h(MessageRow, {
        item: { ...MESSAGE, ...over }, head: true, tail: true, alike: false, stop: false, read: false, ...place,
      })
    },
  }), { attachTo: document.body })
  return { page, row: page.get('[data-testid="message"]') }
}

describe('a message of the list', () => {
  it('begins with its author and its time, and a code where another one has that name', async () => {
    const { row } = await open()
    expect(row.get('.row__head').text()).toMatch(/^Bo.*\d/)
    expect(row.find('[data-testid="person-code"]').exists()).toBe(false)
    expect((await open({}, { alike: true })).row.find('[data-testid="person-code"]').exists()).toBe(true)
  })

  it('has its head for screen readers only where the one above is by the same author', async () => {
    const { row } = await open({}, { head: false })
    expect(row.get('.row__head').classes()).toContain('sr-only')
    expect(row.find('.avatar').exists()).toBe(false)
  })

  it('needs no name and no code where it is of the user', async () => {
    const { row } = await open({ mine: true }, { alike: true })
    expect(row.get('.row__author').classes()).toContain('sr-only')
    expect(row.get('.row__author').text()).toBe('You')
    expect(row.find('[data-testid="person-code"]').exists()).toBe(false)
  })

  it('is reached by the Tab key only where it is the stop, and has a name there', async () => {
    expect((await open()).row.attributes('tabindex')).toBe('-1')
    const { row } = await open({}, { stop: true })
    expect(row.attributes('tabindex')).toBe('0')
    expect(row.attributes('aria-label')).toMatch(/^Bo, /)
  })

  it('says why it failed, unless it is being edited', async () => {
    const failed = { mine: true, seq: null, clientId: 'c1', state: 'failed', error: 'too_long' } as const
    const { page } = await open(failed)
    await eventually(() => expect(page.text()).toContain('The message is too long.'))
    expect((await open(failed, {}, true)).page.text()).not.toContain('The message is too long.')
  })
})
