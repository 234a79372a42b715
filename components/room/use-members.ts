import { watchDebounced } from '@vueuse/core'
import { onMounted, shallowRef, watch } from 'vue'
import type { MembersPage } from '~/client/directory'

/** How long typing in the search may pause before the server is asked, in ms. */
const ASK_AFTER_MS = 200

/** Fewer members are found at a glance. */
const SEARCHED_FROM = 20

type FetchPage = (room: string, asked: { cursor?: string, words?: string }) => Promise<MembersPage | null>

/** The members of a room, page by page, all or those whom a search finds. None where the server does not say. */
export function useMembers(
  /** Null: not to be asked for. */
  room: () => string | null,
  /** Changes where the list may be another one. */
  version: () => unknown,
  fetchPage: FetchPage,
) {
  const page = shallowRef<MembersPage | null>(null)
  const isLoading = shallowRef(false)
  const words = shallowRef('')
  /** How many members the room has, found or not. */
  const count = shallowRef(0)
  /** If two requests overlap, the later one counts: a page is put to the list for which it was asked. */
  let asks = 0

  async function load(cursor?: string): Promise<void> {
    const asked = room()
    if (asked === null) return
    const wanted = words.value.trim()
    const mine = ++asks
    isLoading.value = true
    const next = await fetchPage(asked, { ...(cursor && { cursor }), ...(wanted && { words: wanted }) })
    if (mine !== asks || asked !== room() || wanted !== words.value.trim()) return
    isLoading.value = false
    if (next === null) {
      if (cursor === undefined && wanted === '') page.value = null
      return
    }
    if (wanted === '') count.value = next.count
    const before = cursor === undefined ? [] : page.value?.members ?? []
    const known = new Set(before.map(({ id }) => id))
    page.value = { ...next, members: [...before, ...next.members.filter(({ id }) => !known.has(id))] }
  }

  onMounted(() => {
    watch(room, () => {
      page.value = null
      words.value = ''
    }, { flush: 'sync' })
    watch([room, version], () => void load(), { immediate: true })
    watchDebounced(() => words.value.trim(), () => void load(), { debounce: ASK_AFTER_MS })
  })

  return {
    page,
    count,
    words,
    isSearched: () => count.value > SEARCHED_FROM,
    isLoading,
    more: () => page.value?.next === undefined ? Promise.resolve() : load(page.value.next),
  }
}
