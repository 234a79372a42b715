import type { find } from 'linkifyjs'
import { shallowRef, watch } from 'vue'

type Finder = typeof find

const finder = shallowRef<Finder | null>(null)
let loading: Promise<void> | undefined
/** A message contains a link that is still plain text. */
let failed = false

/**
 * The link finder, or null until it is loaded. It contains the list of all top-level domains, for which the first page
 * should not wait: a link is plain text for a moment and takes the same space.
 */
export function useLinkFinder() {
  return finder
}

/**
 * Loads the finder once. If that fails, links stay plain text. It is retried with the next message that may contain
 * one, and when the connection is back.
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

/** Loads the finder once there is a connection, if it failed without one. */
export function useLinkFinderRetry(isConnected: () => boolean): void {
  watch(isConnected, connected => connected && failed && loadLinkFinder())
}
