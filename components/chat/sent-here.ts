import { shallowRef } from 'vue'

/**
 * The client id of the message that this window just sent, until the list has shown it. In the list, messages of other
 * windows look the same.
 */
export const sentHere = shallowRef<string | null>(null)
