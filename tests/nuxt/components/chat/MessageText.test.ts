import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import { computed, defineComponent, h, provide, ref } from 'vue'
import MessageText from '~/components/chat/MessageText.vue'
import { MESSAGE_ACTIONS } from '~/components/message/message-actions'

mockNuxtImport('useChat', () => () => ({
  connection: computed(() => ({ status: 'open' })),
  faces: computed(() => new Map()),
  wantFace: () => {},
}))

it('shows mentions as typed, leads to the card of the user, and makes no markup of a text', async () => {
  const opened: string[] = []
  const text = '<img src=x onerror=alert(1)> @Ann, @bob and @nobody'
  const mentions = [{ id: 'u_1', handle: 'ann' }, { id: 'u_2', handle: 'bob' }]
  const wrapper = await mountSuspended(defineComponent({
    setup() {
      provide(MESSAGE_ACTIONS, {
        writable: ref(true), moderates: ref(false), me: ref('u_2'), isEdited: () => false, openMenu() {}, run() {},
        retry() {}, discard() {}, openCard: person => void opened.push(person),
      })
      return () => h('p', h(MessageText, { text, mentions, me: 'u_2' }))
    },
  }))
  expect(wrapper.text()).toBe(text)
  expect(wrapper.find('img').exists()).toBe(false)
  await expect.poll(() => wrapper.findAll('[data-testid="mention"]').length).toBe(2)
  expect(wrapper.text()).toBe(text)
  const found = wrapper.findAll('[data-testid="mention"]')
  expect(found.map(one => one.text())).toEqual(['@Ann', '@bob'])
  expect(found.map(one => one.classes('mention--me'))).toEqual([false, true])
  await found[0]?.trigger('click')
  expect(opened).toEqual(['u_1'])
})
