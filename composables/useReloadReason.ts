import { readonly, shallowRef } from 'vue'
import { partOf, stateOf } from './release/missing-part'
import { restorePart } from './release/restore-part'

/** `outdated`: the server runs a newer release. `stuck`: a part of the program can't be loaded into this page. */
export type ReloadReason = 'outdated' | 'stuck'

/** Only a browser learns this, so pages on the server share a value that never changes. */
const reason = shallowRef<ReloadReason | null>(null)

/** Why this page should be loaded again; null: it need not. */
export function useReloadReason() {
  return readonly(reason)
}

/** Parts that are being restored. */
const underWay = new Set<string>()

function addSheet({ href }: URL): Promise<void> {
  return new Promise((resolve, reject) => {
    const sheet = document.createElement('link')
    Object.assign(sheet, { rel: 'stylesheet', href, onload: () => resolve(), onerror: reject })
    document.head.append(sheet)
  })
}

/** Also ended by the network that is back. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      removeEventListener('online', done)
      resolve()
    }
    addEventListener('online', done)
  })
}

async function restore(part: URL): Promise<void> {
  if (underWay.has(part.href)) return
  underWay.add(part.href)
  const load = ({ href }: URL) => import(/* @vite-ignore */ href)
  const end = await restorePart(part, { stateOf, addSheet, load, pause })
  underWay.delete(part.href)
  if (end !== 'restored') reason.value ??= end === 'gone' ? 'outdated' : 'stuck'
}

/**
 * Finds out why a part of the program could not be loaded. If the server has it, or does not answer yet, it is restored
 * as soon as that can be.
 * @returns whether the server no longer has it
 */
export async function reportMissingPart(error: unknown): Promise<boolean> {
  const named = partOf(error, import.meta.url)
  if (await stateOf(named ?? new URL(import.meta.url)) === 'gone') {
    reason.value = 'outdated'
    return true
  }
  // WebKit names no script, and asks again by itself.
  if (named) void restore(named)
  return false
}
