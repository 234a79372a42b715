import * as z from 'zod/mini'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import type { Bootstrap } from '#shared/schemas/http'
import { createChatClient, type ChatClient } from '../client'
import { idbStore } from '../store/idb'
import { broadcastHints } from './hints'
import { browserSignals } from './signals'
import { lockTurns } from './turns'
import { localValues } from './values'

/** The client of a page, with everything that a browser offers. */
export function createBrowserClient({ session, rooms }: Bootstrap, active: string): ChatClient {
  // Compiled schemas need `eval`, which the page's content security policy forbids; even to ask for it is reported as a violation.
  z.config({ jitless: true })
  return createChatClient({
    session,
    rooms,
    active,
    socket: () => new WebSocket(socketUrl(location), SUBPROTOCOL),
    signals: browserSignals(),
    store: idbStore(),
    values: localValues(),
    hints: broadcastHints('parley:outbox'),
    turns: lockTurns(navigator.locks),
  })
}

/** The socket of this origin: `wss` where the page came by `https`. */
export function socketUrl({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/wb`
}
