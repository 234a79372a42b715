import { shallowRef } from 'vue'

/** The client id of what was just sent from this window, until the list has shown it. In the list what another window sends looks the same. */
export const sentHere = shallowRef<string | null>(null)
