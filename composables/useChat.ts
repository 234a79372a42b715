import { computed, onMounted, shallowRef } from 'vue'
import type { NuxtApp } from '#app'
import type { Chat } from '../types/chat'
import { createBrowserVisit } from '../client/browser/browser-visit'
import { stillVisit } from '../client/browser/visit'
import type { ChatClient } from '../client/client'
import { createStillClient } from '../client/still'
import { useAddress } from './useAddress'
import { useChannelCookie } from './useChannelCookie'
import { usePage } from './usePage'

const chats = new WeakMap<NuxtApp, Chat & { start(): void }>()

/**
 * The chat of this page: tabs, heartbeat, reconnection, resume, outbox. All components of an app share it. It starts
 * when the first of them is mounted, so that the first render in the browser equals the server's.
 */
export function useChat(): Chat {
  const app = useNuxtApp()
  const chat = chats.get(app) ?? createChat()
  chats.set(app, chat)
  onMounted(chat.start)
  return chat
}

/** The chat of a page that has one. */
export function chatIn(app: NuxtApp): Chat | undefined {
  return chats.get(app)
}

function createChat(): Chat & { start(): void } {
  const page = usePage()
  const channel = useChannelCookie()
  const { room } = useAddress()
  const still = createStillClient(page, room.value ?? channel.get() ?? '')
  const changes = shallowRef(0)
  let started = false
  const visit = import.meta.client
    ? createBrowserVisit(still, page.rooms, () => void changes.value++)
    : stillVisit(still)
  /** The present view of the client: computed when it is read, not with every frame. */
  const view = <View>(look: (client: ChatClient) => View) => computed(() => {
    void changes.value
    return look(visit.client())
  })

  return {
    session: view(client => client.session()),
    connection: view(() => visit.connection()),
    rooms: view(client => client.rooms()),
    active: view(client => client.active()),
    unsaved: view(client => client.unsaved()),
    stored: view(client => client.stored()),
    unsent: view(client => client.unsent()),
    clockOffset: view(client => client.clockOffset()),
    whereabouts: view(client => client.whereabouts()),
    faces: view(client => client.faces()),
    start() {
      // Once: each component that asks for the chat calls this, also long after another room was opened.
      if (!started && room.value !== null) channel.set(still.active().id)
      started = true
      visit.start()
    },
    open(room) {
      channel.set(room)
      visit.client().open(room)
    },
    send: (room, text) => visit.client().room(room).send(text),
    change: (room, seq, change) => visit.client().room(room).change(seq, change),
    retry: (room, clientId) => visit.client().room(room).retry(clientId),
    discard: (room, clientId) => visit.client().room(room).discard(clientId),
    edit: (room, clientId) => visit.client().room(room).edit(clientId),
    revise: (room, clientId, text) => visit.client().room(room).revise(clientId, text),
    sendUnsent: clientId => visit.client().sendUnsent(clientId),
    discardUnsent: clientId => visit.client().discardUnsent(clientId),
    serverNow: () => visit.client().serverNow(),
    elapsed: () => visit.client().elapsed(),
    loadOlder: room => visit.client().room(room).loadOlder(),
    loadNewer: room => visit.client().room(room).loadNewer(),
    openAt: (room, seq) => visit.client().room(room).openAt(seq),
    toNewest: room => visit.client().room(room).toNewest(),
    typing: (room, isTyping) => visit.client().room(room).typing(isTyping),
    bring: room => visit.client().room(room).bring(),
    markRead: (room, seq) => visit.client().room(room).markRead(seq),
    people: words => visit.client().people(words),
    members: (room, cursor, words) => visit.client().room(room).members(cursor, words),
    openDirect: person => visit.client().openDirect(person),
    markUnread: (room, seq) => visit.client().room(room).markUnread(seq),
    watchPeople: people => visit.client().watchPeople(people),
    wantFace: person => visit.client().wantFace(person),
    seenBy: (room, seq) => visit.client().room(room).seenBy(seq),
    markAllRead: () => visit.client().markAllRead(),
    markRoomRead: room => visit.client().room(room).markAllRead(),
    rename: visit.rename,
    reconnectNow: visit.reconnectNow,
    reload: room => visit.client().room(room).reload(),
  }
}
