import { readonly, ref, watch, type Ref } from 'vue'
import { onNuxtReady } from '#imports'

/**
 * Whether the rooms are shown as a list. The list is a part of the program of its own, since a guest with a few rooms
 * has tabs. Rooms that become many on an open page stay tabs until it has come.
 */
export function useListPart(isWanted: () => boolean, isConnected: () => boolean): Readonly<Ref<boolean>> {
  const shows = ref(isWanted())
  let isHere = shows.value

  async function load(): Promise<void> {
    try {
      await Promise.all([import('./List.vue'), import('./Bar.vue')])
      isHere = true
    }
    catch {
      // Asked for again with the next connection.
    }
    shows.value = isHere && isWanted()
  }

  if (import.meta.client) {
    watch([isWanted, isConnected], ([wanted]) => {
      if (isHere || !wanted) shows.value = wanted && isHere
      else void load()
    })
    // Without a connection, too, the tabs can become a list.
    onNuxtReady(() => void (isHere || load()))
  }
  return readonly(shows)
}
