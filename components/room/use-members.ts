import { onMounted, shallowRef, watch } from 'vue'
import type { MembersPage } from '~/client/directory'

/** The members of a room, page by page. None where the server does not say, as to a guest. */
export function useMembers(
  /** Null: not to be asked for. */
  room: () => string | null,
  /** Changes where the list may be another one. */
  version: () => unknown,
  fetchPage: (room: string, cursor?: string) => Promise<MembersPage | null>,
) {
  const page = shallowRef<MembersPage | null>(null)
  const isLoading = shallowRef(false)

  async function load(cursor?: string): Promise<void> {
    const asked = room()
    if (asked === null) return
    isLoading.value = true
    const next = await fetchPage(asked, cursor)
    if (asked !== room()) return
    isLoading.value = false
    if (next === null) {
      if (cursor === undefined) page.value = null
      return
    }
    const before = cursor === undefined ? [] : page.value?.members ?? []
    const known = new Set(before.map(({ id }) => id))
    page.value = { ...next, members: [...before, ...next.members.filter(({ id }) => !known.has(id))] }
  }

  onMounted(() => {
    watch(room, () => {
      page.value = null
    }, { flush: 'sync' })
    watch([room, version], () => void load(), { immediate: true })
  })

  return {
    page,
    isLoading,
    more: () => page.value?.next === undefined ? Promise.resolve() : load(page.value.next),
    reload: () => load(),
  }
}
