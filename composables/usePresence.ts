import { computed, onBeforeUnmount, onMounted, watch, type ComputedRef } from 'vue'
import type { NuxtApp } from '#app'
import type { PersonState } from '#shared/schemas/user'
import type { Chat } from '../types/chat'

/** How many components of the page show each user. */
interface Shown {
  readonly counts: Map<string, number>
  tell(): void
}

const pages = new WeakMap<NuxtApp, Shown>()

function createShown(chat: Chat): Shown {
  const counts = new Map<string, number>()
  let isPlanned = false
  /** Once for all that a rendering shows or hides. */
  const tell = () => {
    if (isPlanned) return
    isPlanned = true
    queueMicrotask(() => {
      isPlanned = false
      chat.watchPeople([...counts.keys()])
    })
  }
  // Another client may speak for the visitor by now.
  watch(() => chat.connection.value.status, status => status === 'open' && tell())
  return { counts, tell }
}

/** Where a user is, for as long as the component shows it; null while that is not known, or there is no such user. */
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
