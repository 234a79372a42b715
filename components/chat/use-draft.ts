import { ref, watch } from 'vue'
import { Drafts } from './drafts'

const drafts = new Drafts(() => sessionStorage)

/** What is being typed in a room. Follows the room: switching puts the one text away and brings the other back. Call on the client only, or after mounting. */
export function useDraft(room: () => string) {
  const text = ref('')
  watch(room, (id) => {
    text.value = import.meta.client ? drafts.get(id) : ''
  })
  watch(text, value => drafts.set(room(), value))
  return { text, restore: () => (text.value = drafts.get(room())) }
}
