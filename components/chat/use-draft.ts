import { ref, watch } from 'vue'
import { Drafts, joinDraft } from './drafts'

const drafts = new Drafts(() => sessionStorage)

/** What is being typed in a room. Follows the room: switching puts the one text away and brings the other back. Call on the client only, or after mounting. */
export function useDraft(room: () => string) {
  const text = ref('')
  watch(room, (id) => {
    text.value = import.meta.client ? drafts.get(id) : ''
  })
  watch(text, value => drafts.set(room(), value))
  return {
    text,
    /** Brings back what was typed before a reload, and after it what was typed while the page was not ready yet. */
    restore(early: string | null) {
      text.value = joinDraft(drafts.get(room()), early)
    },
  }
}
