import { computed, watch } from 'vue'
import type { SendResult } from '~/client/types'
import type { Chat } from '~/types/chat'
import type { Editing } from '../chat/drafts'
import { isDeleted } from './deleted'
import { lastChangeable } from './entries'
import type { provideMessageActions } from './provide-message-actions'

type Messages = Pick<ReturnType<typeof provideMessageActions>, 'editing' | 'edited' | 'run'>

/** What the composer does with messages of the open room. */
export function useMessageEditing({ active, ...chat }: Chat, messages: Messages, input: () => HTMLElement | null) {
  const seq = computed(() => {
    const editing = messages.editing.value
    return editing === null || typeof editing === 'string' ? null : editing.seq
  })
  const lost = computed(() => seq.value !== null && isDeleted(active.value, seq.value))

  // After a reload the message may stand above what is loaded: until the list reaches it, it may be deleted or not.
  watch(() => {
    const { status, older, olderStatus, items } = active.value
    const isWanted = seq.value !== null && messages.edited.value === null && !lost.value
    return isWanted && status === 'ready' && older && olderStatus === 'idle' ? items[0]?.key : null
  }, first => first && void chat.loadOlder(active.value.id))

  return {
    /** The message that is edited was deleted. */
    lost,
    save(editing: Editing | null, text: string): SendResult {
      const room = active.value.id
      if (editing === null) return chat.send(room, text)
      return typeof editing === 'string' ? chat.revise(room, editing, text) : chat.editMessage(room, editing.seq, text)
    },
    /** The up arrow in the empty composer. */
    editLast(): void {
      const [last, from] = [lastChangeable(active.value.items), input()]
      if (last && from) messages.run('edit', last, from)
    },
    /** All of the text of the message that is edited was taken out. */
    offerDelete(): void {
      const [edited, from] = [messages.edited.value, input()]
      if (edited && from) messages.run('delete', edited, from)
    },
  }
}
