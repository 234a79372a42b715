import type { find } from 'linkifyjs'
import { shallowRef, watch } from 'vue'

type Finder = typeof find

const finder = shallowRef<Finder | null>(null)
let loading: Promise<void> | undefined
/** A message holds a link that is still plain text. */
let failed = false

/**
 * The link finder, or null until it has come. It holds the list of all top-level domains, which the first page should not wait
 * for: a link is plain text for a moment and takes the same space.
 */
export function useLinkFinder() {
  return finder
}

/**
 * Fetches the finder once. A failed fetch leaves links as plain text. It is tried again with the next message that may
 * hold one, and when the connection is back.
 */
export function loadLinkFinder(): void {
  loading ??= import('linkifyjs').then(
    (linkify) => {
      failed = false
      finder.value = linkify.find
    },
    () => {
      failed = true
      loading = undefined
    },
  )
}

/** Fetches a finder that could not be had without a connection as soon as there is one. */
export function useLinkFinderRetry(isConnected: () => boolean): void {
  watch(isConnected, connected => connected && failed && loadLinkFinder())
}
