import { shallowRef } from 'vue'
import type { mentionPieces } from './mention-pieces'

const splitter = shallowRef<typeof mentionPieces | null>(null)
let loading: Promise<void> | undefined

/** The function that finds mentions in a text, or null until it is loaded: a mention is plain text for a moment. */
export function useMentionSplitter() {
  return splitter
}

/** Loads it once; the first page does not wait for it. If that fails, it is retried with the next mention. */
export function loadMentionSplitter(): void {
  loading ??= import('./mention-pieces').then(
    ({ mentionPieces }) => {
      splitter.value = mentionPieces
    },
    () => {
      loading = undefined
    },
  )
}
