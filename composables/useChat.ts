import { computed, onMounted, shallowRef, triggerRef } from 'vue'
import type { NuxtApp } from '#app'
import type { Chat } from './chat/api'
import { createBrowserClient } from './chat/browser/client'
import type { ChatClient } from './chat/client'
import { createServerClient } from './chat/server'
import { useBootstrap } from './useBootstrap'
import { useChannelCookie } from './useChannelCookie'

const chats = new WeakMap<NuxtApp, Chat & { start(): void }>()

/**
 * The chat of this page: tabs, heartbeat, reconnection, resume, outbox. One for each app, however many components ask; it begins when the
 * first of them is mounted, so that the first render in the browser equals the server's.
 */
export function useChat(): Chat {
  const app = useNuxtApp()
  const chat = chats.get(app) ?? createChat()
  chats.set(app, chat)
  onMounted(chat.start)
  return chat
}

function createChat(): Chat & { start(): void } {
  const bootstrap = useBootstrap()
  const channel = useChannelCookie()
  const create = import.meta.client ? createBrowserClient : createServerClient
  const client = create(bootstrap, channel.value ?? '')

  return {
    ...reactiveViews(client),
    start: () => void client.start(),
    open(room) {
      channel.value = room
      client.open(room)
    },
    send: client.send,
    retry: client.retry,
    discard: client.discard,
    loadOlder: client.loadOlder,
    markRead: client.markRead,
    rename: client.rename,
    reconnectNow: client.reconnectNow,
    reload: client.reload,
  }
}

/** The client's views as Vue sees them: worked out when they are looked at, not with every frame that arrives. */
function reactiveViews(client: ChatClient): Pick<Chat, 'session' | 'connection' | 'rooms' | 'active' | 'unsaved'> {
  const state = shallowRef(client)
  client.subscribe(() => triggerRef(state))
  return {
    session: computed(() => state.value.session()),
    connection: computed(() => state.value.connection()),
    rooms: computed(() => state.value.rooms()),
    active: computed(() => state.value.active()),
    unsaved: computed(() => state.value.unsaved()),
  }
}
