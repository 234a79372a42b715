import { mountSuspended } from '@nuxt/test-utils/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import { VISITOR_ELEMENT, type Page } from '#shared/schemas/http'
import type { Chat } from '~/types/chat'
import { FakeSocket } from '../../unit/client/support/fake-socket'
import { hello, joined, ME, messageEvent, ROOMS } from '../../unit/client/support/setup'

const sockets: Array<{ url: string, protocol: string, socket: FakeSocket }> = []

/** Mounts what uses the chat as a page does, in a Nuxt app whose server has met the visitor. */
async function mountChat(): Promise<{ chat: Chat, text: () => string }> {
  useState<Page>('page', () => ({ named: true, rooms: [...ROOMS] }))
  const visitor = document.createElement('script')
  visitor.id = VISITOR_ELEMENT
  visitor.type = 'application/json'
  visitor.textContent = JSON.stringify({ session: { user: ME, named: true }, latest: null })
  document.body.append(visitor)
  let chat: Chat | undefined
  const wrapper = await mountSuspended(defineComponent({
    setup() {
      chat = useChat()
      const { active, connection } = chat
      return () =>
        h(
          'p',
          `${connection.value.status} ${active.value.id} ${active.value.status} ${active.value.items.map(item => item.text).join(',')}`,
        )
    },
  }))
  if (!chat) throw new Error('The component was not set up.')
  return { chat, text: () => wrapper.text() }
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', function (url: string, protocol: string) {
    const socket = new FakeSocket()
    sockets.push({ url, protocol, socket })
    return socket
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('useChat', () => {
  it('connects when a page is mounted, shows what arrives, switches tabs without another socket and writes the cookie', async () => {
    const { chat, text } = await mountChat()
    expect(text()).toContain('channel_1 loading')
    await vi.waitFor(() => expect(sockets).toHaveLength(1))
    const { url, protocol, socket } = sockets[0] ?? {}
    expect(url).toMatch(/^ws:\/\/[^/]+\/wb\?feed=none$/)
    expect(protocol).toBe(SUBPROTOCOL)

    socket?.say(hello())
    await vi.waitFor(() => expect(socket?.frames('join').map(frame => frame.room)).toEqual(['channel_1', 'channel_2']))
    for (const { id, room } of socket?.frames('join') ?? []) socket?.say(joined({ id, room }))
    socket?.say(messageEvent(1, { text: 'hello from Bob' }), messageEvent(1, { room: 'channel_2', text: 'over there' }))
    await vi.waitFor(() => expect(text()).toBe('open channel_1 ready hello from Bob'))
    expect(chat.rooms.value.map(room => room.unread)).toEqual([1, 1])

    chat.open('channel_2')
    await vi.waitFor(() => expect(text()).toBe('open channel_2 ready over there'))
    await vi.waitFor(() => expect(document.cookie).toContain('channel=channel_2'))
    expect(sockets).toHaveLength(1)

    expect((await mountChat()).chat).toBe(chat)
  })
})
