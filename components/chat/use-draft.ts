import { useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, ref, watch } from 'vue'
import { Drafts, NO_DRAFT, draftKey, joinDraft, parseDraft, type Draft, type Editing } from './drafts'

/** Pause in typing after which the draft is stored, in ms. Leaving the page stores it at once. */
const SAVE_AFTER_MS = 300

const drafts = new Drafts(() => localStorage)

/**
 * The user's draft in a room. It is stored for all tabs and outlives them. Switching the room puts one draft away and
 * shows the other. A change in another tab is taken over, unless this tab has a newer one.
 */
export function useDraft(user: () => string, room: () => string) {
  const draft = ref<Draft>(NO_DRAFT)
  /** Whether the draft exists only in this page, since storage is blocked. */
  const unsaved = ref(false)
  const key = computed(() => draftKey(user(), room()))
  let timer: ReturnType<typeof setTimeout> | null = null

  function forgetTimer(): void {
    if (timer !== null) clearTimeout(timer)
    timer = null
  }

  function save(at = key.value): void {
    if (timer === null || user() === '') return
    forgetTimer()
    unsaved.value = !drafts.set(at, draft.value) && draft.value.text !== ''
  }

  function become(next: Draft): void {
    draft.value = next
    forgetTimer()
    timer = setTimeout(save, SAVE_AFTER_MS)
  }

  /** Restores text typed before the page was loaded, followed by text typed before it was ready. */
  function restore(early: string | null): void {
    const kept = drafts.get(key.value)
    draft.value = kept
    const text = joinDraft(kept.text, early)
    if (text !== kept.text) become({ ...kept, text })
  }

  watch([user, room], ([person], [personBefore, roomBefore]) => {
    // The visitor may be known later than the page is loaded: text typed meanwhile is theirs.
    if (personBefore === '' && person !== '') return restore(draft.value.text)
    save(draftKey(personBefore, roomBefore))
    draft.value = import.meta.client ? drafts.get(key.value) : NO_DRAFT
  }, { flush: 'sync' })

  if (import.meta.client) {
    useEventListener(window, 'pagehide', () => save())
    useEventListener(document, 'visibilitychange', () => document.visibilityState === 'hidden' && save())
    useEventListener(window, 'storage', (event) => {
      if (event.key === key.value && timer === null) draft.value = parseDraft(event.newValue)
    })
  }
  onScopeDispose(() => save())

  return {
    draft: computed(() => draft.value),
    text: computed({
      get: () => draft.value.text,
      set: text => text !== draft.value.text && become({ ...draft.value, text }),
    }),
    unsaved: computed(() => unsaved.value),
    restore,
    /** Replaces the draft with the text of a message, and keeps the draft aside. */
    edit(editing: Editing, text: string) {
      become({ text, editing, aside: draft.value.editing === null ? draft.value.text : draft.value.aside })
      save()
    },
    /**
     * To be called when the text was sent or the editing ended: the kept draft comes back. Stored at once, so that no
     * other tab still shows the text.
     */
    done() {
      become({ text: draft.value.aside, editing: null, aside: '' })
      save()
    },
  }
}
