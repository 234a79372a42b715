import { nextTick, ref, type Ref } from 'vue'

/** The caret of a text field. */
export function useCaret(text: Ref<string>, input: () => HTMLTextAreaElement | null) {
  /** Where the user types; -1 outside of the field. */
  const caret = ref(-1)
  const place = (at: number) => input()?.setSelectionRange(at, at)

  return {
    caret,
    place,
    follow({ target }: Event) {
      if (target instanceof HTMLTextAreaElement) caret.value = target.selectionStart
    },
    leave() {
      caret.value = -1
    },
    /** Puts a text into the field, such as the one with the user who was chosen from a list. */
    async put(next: { readonly text: string, readonly caret: number }) {
      text.value = next.text
      caret.value = next.caret
      await nextTick()
      input()?.focus()
      place(next.caret)
    },
  }
}
