import type { Room } from '#shared/schemas/room'
import type { ChatClient } from '../client'
import { systemClock } from '../environment'
import { createBrowserClient } from './client'
import { askSession, firstSession } from './first-session'
import { broadcastHints } from './hints'
import { createVisit, type Visit } from './visit'
import { readVisitor } from './visitor'

/** The visit of a page in a browser. `changed` is called after every change of its views. */
export function createBrowserVisit(still: ChatClient, rooms: readonly Room[], changed: () => void): Visit {
  const source = { fetch: (url: string, init: RequestInit) => fetch(url, init), locks: navigator.locks }
  return createVisit({
    still,
    ...readVisitor(document),
    first: () => firstSession(source),
    ask: () => askSession(source),
    cookieEnabled: () => navigator.cookieEnabled,
    hints: broadcastHints('parley:session'),
    create: (session, active, onOtherUser) => createBrowserClient({ session, rooms, active, onOtherUser }),
    clock: systemClock,
    random: Math.random,
    changed,
  })
}
