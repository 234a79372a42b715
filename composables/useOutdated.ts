import { readonly, shallowRef } from 'vue'
import { missingPart } from './release/missing-part'

/** Only a browser learns this, so pages on the server share a value that never changes. */
const outdated = shallowRef(false)

/** Whether the server no longer has a part of this page's program: it runs a newer release. */
export function useOutdated() {
  return readonly(outdated)
}

/**
 * Finds out why a part of the program could not be loaded. Without a network the reason is unknown, and the part is
 * requested again later.
 * @returns whether the server no longer has it
 */
export async function reportMissingPart(error: unknown): Promise<boolean> {
  const isMissing = await missingPart(error, import.meta.url)
  outdated.value ||= isMissing
  return isMissing
}
