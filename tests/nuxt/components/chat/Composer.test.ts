import { mountSuspended } from '@nuxt/test-utils/runtime'
import { enableAutoUnmount } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { defineComponent, h, reactive } from 'vue'
import type { ConnectionView, SendResult } from '~/client/types'
import Composer from '~/components/chat/Composer.vue'
import { providePlaces } from '~/components/ui/places'
import { eventually } from '../stub-server'

type Props = InstanceType<typeof Composer>['$props']
const sent: SendResult = { ok: true, clientId: 'c1' }
const connection = (status: 'open' | 'offline' | 'stopped') => ({ status }) as ConnectionView

async function open(over: Partial<Props> = {}, answer: SendResult = sent) {
  const saved: unknown[] = []
  const place = reactive({ room: 'r1' })
  const told: unknown[] = []
  const page = await mountSuspended(defineComponent({
    setup() {
      providePlaces()
      return () => h(Composer, {
        user: 'me', room: place.room, title: 'Core team', connection: connection('open'), keeping: 'unknown', slow: null,
        elapsed: () => 0, lost: false,
        save(editing, text) {
          saved.push({ editing, text })
          return answer
        },
        onTyping: (isTyping: boolean) => void told.push(isTyping),
        onLast: () => void told.push('last'),
        ...over,
      })
    },
  }), { attachTo: document.body })
  const field = page.get('textarea')
  return { page, place, field, saved, told, foot: () => page.text() }
}

afterEach(() => {
  localStorage.clear()
  document.body.replaceChildren()
})
// Before that, since a composer that goes stores its draft.
enableAutoUnmount(afterEach)

describe('the composer', () => {
  it('sends with Enter, is empty then, and says that the user no longer types', async () => {
    const { field, saved, told } = await open()
    await field.setValue('hello')
    await field.trigger('keydown', { key: 'Enter' })
    expect(saved).toEqual([{ editing: null, text: 'hello' }])
    expect(field.element.value).toBe('')
    expect(told).toEqual([true, false])
  })

  it('begins a new line with Shift and Enter, and sends no word that an input method is composing', async () => {
    const { field, saved } = await open()
    await field.setValue('你')
    await field.trigger('keydown', { key: 'Enter', shiftKey: true })
    await field.trigger('keydown', { key: 'Enter', isComposing: true })
    expect(saved).toEqual([])
  })

  it('sends nothing that no eye can see', async () => {
    const { field, saved } = await open()
    await field.setValue(' \u200b \n')
    await field.trigger('keydown', { key: 'Enter' })
    expect(saved).toEqual([])
  })

  it('keeps a text that is too long, and says so until it is changed', async () => {
    const { page, field } = await open({}, { ok: false, reason: 'too_long' })
    await field.setValue('hello')
    await field.trigger('keydown', { key: 'Enter' })
    await eventually(() => expect(page.get('[role="alert"]').text()).toContain('This message is too long.'))
    expect(field.element.value).toBe('hello')
    await field.setValue('hell')
    expect(page.find('[role="alert"]').exists()).toBe(false)
  })

  it('says where a message is that is written without a connection', async () => {
    const { foot } = await open({ connection: connection('offline'), keeping: 'stored' })
    expect(foot()).toContain('Saved on this device.')
    expect((await open({ connection: connection('offline'), keeping: 'unsaved' })).foot()).toContain('Not saved on this device.')
  })

  it('is closed where nothing can be sent any more', async () => {
    const { field, saved, foot } = await open({ connection: connection('stopped') })
    expect(field.attributes('disabled')).toBeDefined()
    await field.trigger('keydown', { key: 'Enter' })
    expect([saved, foot()]).toEqual([[], expect.stringContaining('You can no longer post here.')])
  })

  it('asks for the last message with the key ↑ where nothing is written', async () => {
    const { field, told } = await open()
    await field.trigger('keydown', { key: 'ArrowUp' })
    expect(told).toEqual(['last'])
    await field.setValue('a')
    await field.trigger('keydown', { key: 'ArrowUp' })
    expect(told).toEqual(['last', true])
  })

  it('has another draft in each room', async () => {
    const { place, field } = await open()
    await field.setValue('for one')
    place.room = 'r2'
    await eventually(() => expect(field.element.value).toBe(''))
    place.room = 'r1'
    await eventually(() => expect(field.element.value).toBe('for one'))
  })
})
