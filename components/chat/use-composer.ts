import { computed, nextTick, onMounted, ref, watch } from 'vue'
import type { SendProblem, SendResult } from '~/client/types'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { isBlankToTheEye } from '#shared/text/visible'
import type { Editing } from './drafts'
import { sentHere } from './sent-here'
import { useDraft } from './use-draft'

interface ComposerWork {
  readonly user: () => string
  readonly room: () => string
  /** Nothing can be sent any more. */
  readonly stopped: () => boolean
  /** The edited message was deleted. */
  readonly lost: () => boolean
  /** Text typed before the page's program was loaded. */
  readonly early: string | null
  /** Sends a new message, or edits one. */
  readonly save: (editing: Editing | null, text: string) => SendResult
  /** Returns a waiting message to the queue unchanged. */
  readonly release: (clientId: string) => void
  /** Called when all text of the edited message was removed. */
  readonly emptied: () => void
}

/** The text of the composer: for a new message, or for one that is edited. */
export function useComposer({ user, room, stopped, lost, early, save, release, emptied }: ComposerWork) {
  const { draft, text, unsaved, restore, edit, done } = useDraft(user, room)
  const problem = ref<'tooLong' | 'outboxFull' | null>(null)
  /** The edit was refused because the message was just deleted. */
  const refused = ref(false)

  const editing = computed(() => draft.value.editing)
  const isLost = computed(() => editing.value !== null && (lost() || refused.value))
  const blank = computed(() => isBlankToTheEye(text.value))

  onMounted(() => restore(early))
  watch([text, room], () => {
    problem.value = null
  })
  watch([editing, room], () => {
    refused.value = false
  })

  function letGo(): void {
    if (typeof editing.value === 'string') release(editing.value)
  }

  function stop(): void {
    letGo()
    if (editing.value !== null) done()
  }

  function refuse(reason: SendProblem): void {
    if (reason === 'too_long') problem.value = 'tooLong'
    else if (reason === 'outbox_full') problem.value = 'outboxFull'
  }

  function take(result: SendResult, sentAsNew: boolean): void {
    if (!result.ok) {
      if (result.reason === 'not_found') refused.value = true
      return refuse(result.reason)
    }
    if (sentAsNew) sentHere.value = result.clientId
    done()
  }

  return {
    text,
    editing,
    isLost,
    unsaved,
    problem,
    /** Whether a press of the button does anything. */
    sendable: computed(() => !stopped() && (!blank.value || (editing.value !== null && !isLost.value))),
    left: computed(() => TEXT_MAX_CHARS - text.value.length),
    submit(): void {
      if (stopped()) return
      const at = isLost.value ? null : editing.value
      if (blank.value) return at === null ? undefined : emptied()
      // The same text again is no edit.
      if (at !== null && typeof at !== 'string' && at.before === text.value) return stop()
      take(save(at, text.value), at === null)
    },
    stop,
    /** Shows why another command, such as a delete, was not accepted. */
    refuse,
    /**
     * To be called when the edited message was deleted here. Ends the editing, unless text of the user would be lost.
     */
    leave(): void {
      const isSame = editing.value !== null && typeof editing.value !== 'string' && editing.value.before === text.value
      if (blank.value || isSame) done()
    },
    /** Puts the text of a message into the field, to edit it. */
    async edit(of: Editing, before: string): Promise<void> {
      if (editing.value !== of) letGo()
      edit(of, before)
      await nextTick()
    },
  }
}
