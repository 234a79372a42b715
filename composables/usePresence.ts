import { computed, onBeforeUnmount, onMounted, watch, type ComputedRef } from 'vue'
import type { NuxtApp } from '#app'
import type { PersonState } from '#shared/schemas/user'
import type { Chat } from '../types/chat'

/** The number of components that show each user. */
interface Shown {
  readonly counts: Map<string, number>
  tell(): void
}

const pages = new WeakMap<NuxtApp, Shown>()

function createShown(chat: Chat): Shown {
  const counts = new Map<string, number>()
  let isPlanned = false
  /** Once for all that one rendering shows or hides. */
  const tell = () => {
    if (isPlanned) return
    isPlanned = true
    queueMicrotask(() => {
      isPlanned = false
      chat.watchPeople([...counts.keys()])
    })
  }
  // The client may be another one by now.
  watch(() => chat.connection.value.status, status => status === 'open' && tell())
  return { counts, tell }
}

/**
 * A user's whereabouts, for as long as the component shows the user; null while they are unknown, or without a user.
 */
export function usePresence(user: () => string | undefined): ComputedRef<PersonState | null> {
  const app = useNuxtApp()
  const chat = useChat()
  const shown = pages.get(app) ?? createShown(chat)
  pages.set(app, shown)

  function count(person: string | undefined, by: 1 | -1): void {
    if (person === undefined) return
    const next = (shown.counts.get(person) ?? 0) + by
    if (next > 0) shown.counts.set(person, next)
    else shown.counts.delete(person)
    shown.tell()
  }

  let counted: string | undefined
  const follow = (person: string | undefined) => {
    count(person, 1)
    count(counted, -1)
    counted = person
  }
  onMounted(() => follow(user()))
  watch(user, person => counted !== undefined && follow(person))
  onBeforeUnmount(() => follow(undefined))
  return computed(() => chat.whereabouts.value.get(user() ?? '') ?? null)
}
