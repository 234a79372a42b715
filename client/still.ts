import type { Page } from '#shared/schemas/http'
import type { Session } from '#shared/schemas/user'
import { createChatClient, type ChatClient } from './client'

/** The visitor of a page that is rendered for all visitors. */
const NOBODY = { id: '', name: '' }

/**
 * The client that a page is rendered with: on the server, in a browser's first render, and until the session is known.
 * It has the views of a page that has not begun, and is never started.
 */
export function createStillClient({ named, rooms }: Page, active: string): ChatClient {
  const session: Session = { user: NOBODY, named }
  return createChatClient({ session, rooms, active, socket: neverConnects })
}

function neverConnects(): never {
  throw new Error('This client only gives views of a page that has not begun. Start the visitor\'s own client.')
}
