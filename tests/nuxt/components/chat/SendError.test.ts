import { mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { computed, defineComponent, h, provide } from 'vue'
import type { TimelineMessage } from '~/client/types'
import SendError from '~/components/chat/SendError.vue'
import { MESSAGE_ACTIONS, type MessageActions } from '~/components/message/message-actions'

const FAILED: TimelineMessage = {
  kind: 'message', key: 'k1', seq: null, clientId: 'c1', author: { id: 'me', name: 'Me' }, mine: true, at: 1_000,
  text: 'hello', mentions: [], callsMe: false, state: 'failed', error: 'rate_limited', parked: false, editable: true,
  editedAt: null, change: null,
}

async function open(over: Partial<TimelineMessage>) {
  const done: string[] = []
  const actions: MessageActions = {
    writable: computed(() => true), moderates: computed(() => false), me: computed(() => 'me'), isEdited: () => false,
    openCard() {}, openMenu() {}, run() {},
    discard: item => void done.push(`discard ${item.key}`), retry: item => void done.push(`retry ${item.key}`),
  }
  const page = await mountSuspended(defineComponent({
    setup() {
      provide(MESSAGE_ACTIONS, actions)
      return () => h(SendError, { item: { ...FAILED, ...over } })
    },
  }))
  const buttons = () => page.findAll('button').map(one => one.text())
  return { page, done, buttons }
}

const change = (kind: 'edit' | 'delete') =>
  ({ seq: 1, clientId: null, editable: false, change: { kind, clientId: 'c1' } }) as const

describe('what failed', () => {
  it('can be sent again, edited or deleted, where it is a message', async () => {
    const { page, done, buttons } = await open({})
    expect(page.text()).toContain('Not sent.')
    expect(buttons()).toEqual(['Try again', 'Edit', 'Delete'])
    await page.findAll('button')[0]?.trigger('click')
    await page.findAll('button')[2]?.trigger('click')
    expect(done).toEqual(['retry k1', 'discard k1'])
  })

  it('can be copied and deleted, and not tried again, where its room is gone', async () => {
    expect((await open({ error: 'not_found', editable: false })).buttons()).toEqual(['Copy text', 'Delete'])
  })

  it('says that it was an edit, which can be tried again or discarded', async () => {
    const { page, buttons } = await open(change('edit'))
    expect(page.text()).toContain('Edit not saved.')
    expect(buttons()).toEqual(['Try again', 'Discard'])
  })

  it('says of a change whose message is gone that it is, and has nothing to copy where that was to be deleted', async () => {
    const { page, buttons } = await open({ ...change('edit'), error: 'not_found' })
    expect(page.text()).toContain('The message no longer exists.')
    expect(buttons()).toEqual(['Copy text', 'Discard'])
    expect((await open({ ...change('delete'), error: 'not_found' })).buttons()).toEqual(['Discard'])
  })
})
