import { shallowRef, watch, type Ref } from 'vue'

/** Rooms that stay as they were left: each holds a list of messages in the document. */
const VISITED_MAX = 12

/** The rooms that were open, the last of them. */
export function useVisited(active: () => string): Readonly<Ref<ReadonlySet<string>>> {
  const visited = shallowRef<ReadonlySet<string>>(new Set([active()]))
  // In the same rendering that opens it.
  watch(active, (id) => {
    const before = [...visited.value].filter(one => one !== id)
    visited.value = new Set([...before, id].slice(-VISITED_MAX))
  }, { flush: 'sync' })
  return visited
}
