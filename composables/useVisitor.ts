import { onMounted, shallowRef, type ShallowRef } from 'vue'
import type { Session } from '#shared/schemas/user'
import { firstSession } from '../client/browser/first-session'
import { readVisitor } from '../client/browser/visitor'

export interface VisitorState {
  /** Undefined until the page is mounted, null on a first visit. */
  readonly session: ShallowRef<Session | null | undefined>
  /** The session; without one the server creates a guest. Null if the request failed. */
  ensure(): Promise<Session | null>
}

/** The visitor of this page. The page was rendered for all visitors, so only the browser knows this. */
export function useVisitor(): VisitorState {
  const session = shallowRef<Session | null | undefined>(undefined)
  onMounted(() => {
    session.value = readVisitor(document).session
  })
  return {
    session,
    async ensure() {
      if (!session.value)
        session.value = await firstSession({ fetch: (url, init) => fetch(url, init), locks: navigator.locks })
      return session.value
    },
  }
}
