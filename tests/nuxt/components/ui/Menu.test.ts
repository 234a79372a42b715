import { mountSuspended } from '@nuxt/test-utils/runtime'
import { expect, it } from 'vitest'
import Menu from '~/components/ui/Menu.vue'

const ENTRIES = [
  { value: 'copy', label: 'Copy', icon: 'copy' },
  { value: 'edit', label: 'Edit', icon: 'edit' },
  { value: 'delete', label: 'Delete', icon: 'trash', danger: true },
] as const

async function open() {
  const menu = await mountSuspended(Menu, {
    props: { label: 'Actions', entries: ENTRIES, text: 'hello', from: null, open: true }, attachTo: document.body,
  })
  const entry = (label: string) => menu.findAll('[role="menuitem"]').find(one => one.text() === label)
  const focused = () => document.activeElement?.textContent?.trim()
  const press = (key: string) => menu.get('[role="menu"]').trigger('keydown', { key })
  await expect.poll(focused).toBe('Copy')
  return { menu, entry, focused, press }
}

it('a menu begins at its first entry, and the arrows lead through it and no further', async () => {
  const { focused, press } = await open()
  const way: (string | undefined)[] = []
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp', 'x']) {
    await press(key)
    way.push(focused())
  }
  expect(way).toEqual(['Edit', 'Delete', 'Delete', 'Edit', 'Edit'])
})

it('a menu closes by Escape and Tab, with nothing chosen', async () => {
  for (const key of ['Escape', 'Tab']) {
    const { menu, press } = await open()
    await press(key)
    expect(menu.emitted('update:open')).toEqual([[false]])
    expect(menu.emitted('choose')).toBeUndefined()
    menu.unmount()
  }
})

it('a menu tells which entry was chosen, and shows why it could not be done', async () => {
  const { menu, entry } = await open()
  await entry('Delete')?.trigger('click')
  expect(menu.emitted('choose')).toEqual([['delete']])
  await menu.setProps({ problem: 'Too many attempts.' })
  expect(menu.get('[role="alert"]').text()).toBe('Too many attempts.')
})
