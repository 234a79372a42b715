import { shallowRef, watch, type Component } from 'vue'
import { onNuxtReady, useChat } from '#imports'

/** Only a browser fetches them. */
const tabs = shallowRef<Component | null>(null)

async function load(): Promise<void> {
  try {
    tabs.value ??= (await import('./TabsLive.vue')).default
  }
  catch {
    // Asked for again with the next connection.
  }
}

/**
 * Vant's tabs, or null until they have come. The first messages don't wait for them: a still picture of the tabs stands
 * in their place, as the server sends it.
 */
export function useLiveTabs() {
  const { connection } = useChat()
  onNuxtReady(load)
  watch(() => connection.value.status === 'open', isOpen => isOpen && load())
  return tabs
}
