import { mockNuxtImport, mountSuspended } from '@nuxt/test-utils/runtime'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { computed, defineComponent, h, provide, reactive } from 'vue'
import type { RoomView } from '~/client/types'
import MessageList from '~/components/chat/MessageList.vue'
import { MESSAGE_ACTIONS } from '~/components/message/message-actions'
import { roomView } from '../../../unit/components/room/room-view'
import { eventually } from '../stub-server'

const asked: string[] = []

mockNuxtImport('useChat', () => () => ({
  clockOffset: computed(() => 0),
  faces: computed(() => new Map()),
  wantFace() {},
  connection: computed(() => ({ status: 'open' })),
  loadOlder: async (room: string) => void asked.push(`older ${room}`),
  loadNewer: async (room: string) => void asked.push(`newer ${room}`),
  reload: (room: string) => void asked.push(`reload ${room}`),
  openAt: async () => true,
  toNewest: (room: string) => void asked.push(`newest ${room}`),
  markRead: (room: string, seq: number) => void asked.push(`read ${room} ${seq}`),
  seenBy: async () => null,
}))

const DAY_MS = 86_400_000

function message(seq: number, over: object = {}): RoomView['items'][number] {
  return {
    kind: 'message', key: `k${seq}`, seq, clientId: null, author: { id: 'u_bo', name: 'Bo' }, mine: false, at: seq, text: `text ${seq}`,
    mentions: [], callsMe: false, state: 'sent', error: null, parked: false, editable: false, editedAt: null, change: null, ...over,
  }
}

async function open(room: RoomView) {
  const props = reactive({ room, title: 'Core team', active: true })
  const page = await mountSuspended(defineComponent({
    setup() {
      provide(MESSAGE_ACTIONS, {
        writable: computed(() => true), moderates: computed(() => false), me: computed(() => 'me'), isEdited: () => false,
        openCard() {}, openMenu() {}, run() {}, discard() {}, retry() {},
      })
      return () => h(MessageList, props)
    },
  }), { attachTo: document.body })
  const button = (text: string) => page.findAll('button').find(one => one.text() === text)
  const texts = () => page.findAll('.bubble__text').map(one => one.text())
  return { page, props, button, texts }
}

beforeEach(() => {
  asked.length = 0
  document.body.replaceChildren()
})

describe('the list of messages', () => {
  it('says of which room it is, and has its messages in order, each day once', async () => {
    const { page, texts } = await open(roomView('r1', { items: [message(1), message(2), message(3, { at: 3 * DAY_MS })] }))
    expect(page.get('[role="log"]').attributes('aria-label')).toBe('Messages in Core team')
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3'])
    expect(page.findAll('.day, [data-testid="day"]').length).toBeGreaterThan(0)
  })

  it('names who wrote once for what follows at once', async () => {
    const { page } = await open(roomView('r1', { items: [message(1), message(2), message(3, { author: { id: 'u_cy', name: 'Cy' } })] }))
    const heads = page.findAll('.row__head').filter(head => !head.classes('sr-only')).map(head => head.get('bdi').text())
    expect(heads).toEqual(['Bo', 'Cy'])
  })

  it('knows two users of one name apart', async () => {
    const { page } = await open(roomView('r1', { items: [message(1), message(2, { author: { id: 'u_other', name: 'Bo' } })] }))
    expect(page.findAll('[data-testid="person-code"]')).toHaveLength(2)
  })

  it('asks its room for older messages, and once more where that failed', async () => {
    const { props, button } = await open(roomView('r1', { items: [message(5)], older: true }))
    asked.length = 0
    await button('Load older messages')?.trigger('click')
    expect(asked).toEqual(['older r1'])
    props.room = roomView('r1', { items: [message(5)], older: true, olderStatus: 'error' })
    await eventually(() => expect(button('Try again')).toBeDefined())
    await button('Try again')?.trigger('click')
    expect(asked).toEqual(['older r1', 'older r1'])
  })

  it('loads its room again where that could not be loaded', async () => {
    const { button } = await open(roomView('r1', { items: [message(5)], status: 'error' }))
    asked.length = 0
    await button('Try again')?.trigger('click')
    expect(asked).toEqual(['reload r1'])
  })

  it('says where the conversation begins, once that is known', async () => {
    const { page } = await open(roomView('r1', { items: [message(1)] }))
    expect(page.text()).toContain('This is the start of the conversation')
  })

  it('leaves out a row that can not be drawn, and nothing else', async () => {
    const broken = message(2, { text: null })
    vi.stubGlobal('reportError', () => {})
    const { texts } = await open(roomView('r1', { items: [message(1), broken, message(3)] }))
    expect(texts()).toEqual(expect.arrayContaining(['text 1', 'text 3']))
    vi.unstubAllGlobals()
  })
})
