import type { find } from 'linkifyjs'
import { shallowRef } from 'vue'

type Finder = typeof find

const finder = shallowRef<Finder | null>(null)
let loading: Promise<void> | undefined

/**
 * The link finder, or null until it has come. It holds the list of all top-level domains, which the first page should not wait
 * for: a link is plain text for a moment and takes the same space.
 */
export function useLinkFinder() {
  return finder
}

/** Fetches the finder once. A failed fetch leaves links as plain text and is tried again with the next message that may hold one. */
export function loadLinkFinder(): void {
  loading ??= import('linkifyjs').then(
    (linkify) => {
      finder.value = linkify.find
    },
    () => {
      loading = undefined
    },
  )
}
