import type { Bootstrap } from '#shared/schemas/http'
import { createChatClient, type ChatClient } from './client'

/** The client that a server renders with: it gives the views of a page that has not begun yet, and is never started. */
export function createServerClient({ session, rooms }: Bootstrap, active: string): ChatClient {
  return createChatClient({ session, rooms, active, socket: neverConnects })
}

function neverConnects(): never {
  throw new Error('The chat connects in the browser only. Start it in onMounted.')
}
