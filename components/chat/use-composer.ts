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
  /** The message that is edited was deleted. */
  readonly lost: () => boolean
  /** What was typed before the page's program was there. */
  readonly early: string | null
  /** Sends a text, or gives it to the message that is edited. */
  readonly save: (editing: Editing | null, text: string) => SendResult
  /** Lets a message that waits go as it was. */
  readonly release: (clientId: string) => void
  /** All of the text of the message that is edited was taken out. */
  readonly emptied: () => void
}

/** What is typed, and what becomes of it: a new message, or another text of one that is there. */
export function useComposer({ user, room, stopped, lost, early, save, release, emptied }: ComposerWork) {
  const { draft, text, unsaved, restore, edit, done } = useDraft(user, room)
  const problem = ref<'tooLong' | 'outboxFull' | null>(null)
  /** The message was not taken for one that is there: it was deleted a moment ago. */
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
    /** Says why something else that waits to be sent, such as a deletion, was not taken. */
    refuse,
    /** The message that is edited was deleted here: ends the editing, unless a text of the person's would be lost. */
    leave(): void {
      const isSame = editing.value !== null && typeof editing.value !== 'string' && editing.value.before === text.value
      if (blank.value || isSame) done()
    },
    /** Takes the text of a message into the field, to be changed. */
    async edit(of: Editing, before: string): Promise<void> {
      if (editing.value !== of) letGo()
      edit(of, before)
      await nextTick()
    },
  }
}
