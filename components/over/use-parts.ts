import { shallowRef, watch } from 'vue'
import { onNuxtReady, useNuxtApp } from '#imports'

type Parts = typeof import('./parts')['parts']

/** Only a browser fetches them, so the server's pages share a value that never changes. */
const parts = shallowRef<Parts | null>(null)
let loading: Promise<void> | null = null

/**
 * The parts that lie over the room, with their words, or null until they have come. The first page does not wait for
 * them. They are fetched as soon as the page is idle, and so open without a connection as well.
 * @param isConnected a failed request is repeated when there is a connection
 * @param failed called if a part was asked for and could not be loaded
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
