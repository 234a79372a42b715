import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import { computed, defineComponent, h, ref } from 'vue'
import MentionList from '~/components/chat/MentionList.vue'

const person = (id: string, handle?: string) => ({
  id,
  name: id.toUpperCase(),
  role: 'member' as const,
  ...handle && { handle },
})
/** Answers of the server, each when the test says so. */
const answers = new Map<string, (people: object[]) => void>()
mockNuxtImport('useChat', () => () => ({
  active: computed(() => ({ id: 'channel_1', kind: 'channel' })),
  session: computed(() => ({ user: { id: 'me', name: 'Me' }, named: true })),
  connection: computed(() => ({ status: 'open' })),
  faces: computed(() => new Map()),
  wantFace: () => {},
  people: (words: string) => new Promise(resolve => answers.set(words, resolve)),
}))

async function mountList() {
  const field = document.createElement('textarea')
  const text = ref('')
  const people = ref<InstanceType<typeof MentionList>>()
  const picked: string[] = []
  const list = await mountSuspended(defineComponent(() => () => h(MentionList, {
    ref: people, text: text.value, caret: text.value.length, field: () => field,
    onMention: (next: { text: string }) => void picked.push(next.text),
  })))
  const type = async (typed: string) => {
    text.value = `hi @${typed}`
    await expect.poll(() => answers.has(typed)).toBe(true)
  }
  const press = (key: string, over: KeyboardEventInit = {}) =>
    people.value?.press(new KeyboardEvent('keydown', { key, ...over }))
  const names = () => list.findAll('[role="option"]').map(option => option.text())
  await type('a')
  return { list, field, type, press, names, picked }
}

it('offers who has a handle, and the keys of the field pick one', async () => {
  const { list, field, press, names, picked } = await mountList()
  answers.get('a')?.([person('ann', 'ann'), person('al'), person('me', 'me'), person('ada', 'ada')])
  await expect.poll(() => names().length).toBe(2)
  expect(names()[1]).toContain('@ada')
  const first = field.getAttribute('aria-activedescendant')
  expect(press('ArrowDown')).toBe(true)
  await expect.poll(() => field.getAttribute('aria-activedescendant')).not.toBe(first)
  // An input method picks a word with these keys.
  expect(press('Enter', { isComposing: true })).toBe(false)
  expect(press('Enter', { keyCode: 229 })).toBe(false)
  expect(press('Enter', { shiftKey: true })).toBe(false)
  expect(picked).toEqual([])
  expect(press('Enter')).toBe(true)
  expect(press('Tab')).toBe(true)
  expect(picked).toEqual(['hi @ada ', 'hi @ada '])
  expect(press('Escape')).toBe(true)
  await expect.poll(names).toEqual([])
  expect(press('Enter')).toBe(false)
  list.unmount()
  expect(field.hasAttribute('aria-activedescendant')).toBe(false)
})

it('shows no answer that comes later than the one for what is typed now', async () => {
  const { type, names, press } = await mountList()
  await type('b')
  answers.get('b')?.([person('bob', 'bob')])
  await expect.poll(names).toHaveLength(1)
  answers.get('a')?.([person('ann', 'ann')])
  await new Promise(resolve => setTimeout(resolve))
  expect(names()[0]).toContain('@bob')
  expect(press('x')).toBe(false)
})
