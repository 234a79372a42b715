import { useEventListener } from '@vueuse/core'
import { nextTick, onMounted, shallowRef, watch, type Ref } from 'vue'
import { draftKey, parseDraft } from '../chat/drafts'

/**
 * What the user has typed and not sent, by room, for the list. A room's draft is looked at when another room is opened,
 * and when another tab changes it: of the open room, the composer shows it.
 */
export function useDrafts(user: () => string, active: () => string): Readonly<Ref<ReadonlyMap<string, string>>> {
  const drafts = shallowRef<ReadonlyMap<string, string>>(new Map())

  function look(): void {
    const prefix = draftKey(user(), '')
    const keys = Object.keys(localStorage).filter(key => key.startsWith(prefix))
    const texts = keys.map(
      key => [key.slice(prefix.length), parseDraft(localStorage.getItem(key)).text.trim()] as const,
    )
    drafts.value = new Map(texts.filter(([, text]) => text !== ''))
  }

  function lookQuietly(): void {
    try {
      look()
    }
    catch {
      // Storage is refused: there are no drafts that outlive the composer.
    }
  }

  onMounted(() => {
    useEventListener(window, 'storage', lookQuietly)
    // The composer stores the draft of a room when it is left.
    watch([user, active], () => nextTick(lookQuietly), { immediate: true })
  })
  return drafts
}
