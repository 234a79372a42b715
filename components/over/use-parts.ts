import { shallowRef, watch } from 'vue'
import { onNuxtReady, useNuxtApp } from '#imports'

type Parts = typeof import('./parts')['parts']

/** Only a browser fetches them, so the server's pages share a value that never changes. */
const parts = shallowRef<Parts | null>(null)
let loading: Promise<void> | null = null

/**
 * What lies over the room, with its words, or null until it has come. The first page does not wait for it. It is
 * fetched as soon as the page is idle, and so opens without a connection as well.
 *
 * @param isConnected what could not be had is asked for again when there is a connection
 * @param failed called where it was asked for and could not be had
 */
export function useOverParts(isConnected: () => boolean, failed: () => void) {
  const { $language } = useNuxtApp()

  function load(): Promise<void> {
    loading ??= Promise.all([import('./parts'), $language.addScreens()]).then(([found]) => {
      parts.value = found.parts
    }).finally(() => {
      loading = null
    })
    return loading
  }

  const fetchQuietly = () => void (parts.value === null && load().catch(() => {}))
  onNuxtReady(fetchQuietly)
  watch(isConnected, connected => connected && fetchQuietly())

  return {
    parts,
    /** They are wanted now. */
    want: () => void (parts.value === null && load().catch(failed)),
  }
}
