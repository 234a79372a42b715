import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { describe, expect, it } from 'vitest'
import { computed, defineComponent, h, provide, reactive } from 'vue'
import Switcher from '~/components/room/Switcher.vue'
import { ROOM_ACTIONS } from '~/components/room/room-actions'
import { providePlaces } from '~/components/ui/places'
import { roomView } from '../../../unit/components/room/room-view'

mockNuxtImport('useChat', () => () => ({
  clockOffset: computed(() => 0),
  people: async () => null,
  openDirect: async () => null,
  connection: computed(() => ({ status: 'open' })),
}))

async function mountSwitcher(count: number) {
  const props = reactive({
    rooms: Array.from({ length: count }, (_, index) => roomView(`r${index}`)),
    active: 'r0',
    many: false,
    listed: false,
    user: 'me',
    member: false,
    details: false,
  })
  const wrapper = await mountSuspended(defineComponent({
    setup() {
      providePlaces()
      provide(ROOM_ACTIONS, { open() {}, openMenu() {}, openNew() {}, showList() {}, toggleDetails() {} })
      return () => h(Switcher, props, { default: ({ room }: { room: { id: string } }) => h('p', `in ${room.id}`) })
    },
  }))
  return { props, wrapper, panels: () => wrapper.findAll('[role="tabpanel"]').map(panel => panel.text()) }
}

describe('the open room', () => {
  // Its list was made anew, and the reader was taken to the newest message.
  it('is the same element when a room comes for which the tabs become a list', async () => {
    const { props, wrapper } = await mountSwitcher(2)
    const before = wrapper.get('[role="tabpanel"]').element
    props.rooms = [...props.rooms, roomView('private', { kind: 'private' })]
    props.many = true
    await expect.poll(() => wrapper.findAll('nav [role="tab"]').length).toBe(3)
    expect(wrapper.get('[role="tabpanel"]').element).toBe(before)
  })

  it('stays as it was left when others are opened, up to twelve of them', async () => {
    const { props, wrapper, panels } = await mountSwitcher(14)
    expect(panels()).toEqual(['in r0'])
    for (let index = 1; index < 14; index++) {
      props.active = `r${index}`
      await wrapper.vm.$nextTick()
    }
    expect(panels()).toEqual(Array.from({ length: 12 }, (_, index) => `in r${index + 2}`))
  })
})
