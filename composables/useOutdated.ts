import { readonly, shallowRef } from 'vue'
import { missingPart } from './release/missing-part'

/** Only a browser learns this, so the server's pages share a value that never changes. */
const outdated = shallowRef(false)

/** Whether the server no longer has a part of this page's program: it runs a newer release. */
export function useOutdated() {
  return readonly(outdated)
}

/**
 * Looks for the reason why a part of the program could not be loaded. Without a network, nothing is known: the part is
 * asked for again later.
 * @returns whether the server no longer has it
 */
export async function reportMissingPart(error: unknown): Promise<boolean> {
  const isMissing = await missingPart(error, import.meta.url)
  outdated.value ||= isMissing
  return isMissing
}
