import { mountSuspended } from '@nuxt/test-utils/runtime'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import Host from '~/components/manage/Host.vue'

const { load } = vi.hoisted(() => ({ load: vi.fn() }))
vi.mock('~/components/manage/load-dialogs', () => ({ loadDialogs: load }))

const Dialog = defineComponent({
  props: ['room', 'session', 'rights'],
  emits: ['opened', 'close'],
  setup: () => () => h('p', 'the dialog'),
})
const dialogs = {
  new: Dialog,
  invite: Dialog,
  room: Dialog,
  member: Dialog,
  log: Dialog,
  leave: Dialog,
  deletion: Dialog,
}

const ROOM = {
  id: 'r_1',
  kind: 'private',
  title: 'Core team',
  gone: false,
  slow: null,
  status: 'ready',
  items: [],
  online: 1,
  unread: 0,
  newSinceSeq: null,
  opening: false,
  older: false,
  olderStatus: 'idle',
  role: 'owner',
  typing: [],
}

const mountHost = () => mountSuspended(Host, {
  route: '/?dialog=room',
  props: { room: ROOM as never, session: { user: { id: 'u_1', name: 'Ada' }, named: true }, open: () => {} },
})

beforeEach(() => load.mockReset())

describe('the dialogs over the chat', () => {
  it('shows the one that the address names, once it was fetched', async () => {
    load.mockResolvedValue(dialogs)
    const host = await mountHost()
    await vi.waitFor(() => expect(host.text()).toContain('the dialog'))
  })

  it('says that it could not be fetched, can be closed, and tries again', async () => {
    load.mockRejectedValueOnce(new Error('offline')).mockResolvedValue(dialogs)
    const host = await mountHost()
    await vi.waitFor(() => expect(host.get('[role="alert"]').text()).toContain('Check your connection'))
    expect(host.find('[aria-label="Close"]').exists()).toBe(true)
    await host.get('[role="alert"] button').trigger('click')
    await vi.waitFor(() => expect(host.text()).toContain('the dialog'))
  })
})
