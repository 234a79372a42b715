import { computed, watch } from 'vue'
import type { SendResult } from '~/client/types'
import type { Chat } from '~/types/chat'
import type { Editing } from '../chat/drafts'
import { isDeleted } from './deleted'
import { lastChangeable } from './entries'
import type { provideMessageActions } from './provide-message-actions'

type Messages = Pick<ReturnType<typeof provideMessageActions>, 'editing' | 'edited' | 'run'>

/** So far above the list a message is sought, in places of the log. */
const SOUGHT_MAX = 2_000

function isJustAbove(seq: number, first: number): boolean {
  return seq < first && first - seq <= SOUGHT_MAX
}

/** How the composer edits messages of the open room. */
export function useMessageEditing({ active, ...chat }: Chat, messages: Messages, input: () => HTMLElement | null) {
  const seq = computed(() => {
    const editing = messages.editing.value
    return editing === null || typeof editing === 'string' ? null : editing.seq
  })
  const lost = computed(() => seq.value !== null && isDeleted(active.value, seq.value))

  // After a reload the message may be above the loaded ones: until the list goes down to it, it may or may not be
  // deleted. One that is far above is not sought.
  watch(() => {
    const { status, older, olderStatus, items } = active.value
    const isWanted = seq.value !== null && messages.edited.value === null && !lost.value
    const first = items.find(item => item.kind === 'message' && item.seq !== null)
    const isNear = seq.value !== null && first?.kind === 'message' && isJustAbove(seq.value, first.seq ?? 0)
    return isWanted && isNear && status === 'ready' && older && olderStatus === 'idle' ? items[0]?.key : null
  }, first => first && void chat.loadOlder(active.value.id))

  return {
    /** The edited message was deleted. */
    lost,
    save(editing: Editing | null, text: string): SendResult {
      const room = active.value.id
      if (editing === null) return chat.send(room, text)
      if (typeof editing === 'string') return chat.revise(room, editing, text)
      return chat.change(room, editing.seq, { kind: 'edit', text })
    },
    /** To be called for the up arrow in the empty composer. */
    editLast(): void {
      const [last, from] = [lastChangeable(active.value.items), input()]
      if (last && from) messages.run('edit', last, from)
    },
    /** To be called when all text of the edited message was removed. */
    offerDelete(): void {
      const [edited, from] = [messages.edited.value, input()]
      if (edited && from) messages.run('delete', edited, from)
    },
  }
}
