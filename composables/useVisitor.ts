import { onMounted, shallowRef, type ShallowRef } from 'vue'
import type { Session } from '#shared/schemas/user'
import { firstSession } from '../client/browser/first-session'
import { readVisitor } from '../client/browser/visitor'

export interface VisitorState {
  /** Undefined until the page is mounted, null on a first visit. */
  readonly session: ShallowRef<Session | null | undefined>
  /** The session; the server makes a guest where there is none. Null when it could not be had. */
  ensure(): Promise<Session | null>
}

/** Who has this page open. The page was rendered for everybody, so this is known in the browser only. */
export function useVisitor(): VisitorState {
  const session = shallowRef<Session | null | undefined>(undefined)
  onMounted(() => {
    session.value = readVisitor(document).session
  })
  return {
    session,
    async ensure() {
      if (!session.value) session.value = await firstSession({ fetch: (url, init) => fetch(url, init), locks: navigator.locks })
      return session.value
    },
  }
}
