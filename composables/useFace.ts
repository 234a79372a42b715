import { computed, onMounted, watch, type ComputedRef } from 'vue'
import type { Face } from '#shared/schemas/people'
import { chatIn } from './useChat'

/**
 * Gives a user with the name and picture of now, as far as the chat of this page knows them. Of a guest, and on pages
 * without a chat, they stay as they are given.
 */
export function useFaces(): (user: Face) => Face {
  const app = useNuxtApp()
  return user => chatIn(app)?.faces.value.get(user.id) ?? user
}

/** The same of one user whom the component shows: what they are called now is asked for. */
export function useFace(user: () => Face): ComputedRef<Face> {
  const app = useNuxtApp()
  const present = useFaces()
  const chat = () => chatIn(app)
  // A first visit has no session before it is connected, and without one the server refuses the request.
  onMounted(() => watch([() => user().id, () => chat()?.connection.value.status], ([id, status]) => {
    if (status === 'open') chat()?.wantFace(id)
  }, { immediate: true }))
  return computed(() => present(user()))
}
