import * as z from 'zod/mini'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import type { Room } from '#shared/schemas/room'
import type { Session } from '#shared/schemas/user'
import { createChatClient, type ChatClient } from '../client'
import { idbStore } from '../store/idb'
import { browserAttention } from './attention'
import { broadcastHints } from './hints'
import { browserSignals } from './signals'
import { browserLocks } from './locks'
import { localValues } from './values'

export interface BrowserClientOptions {
  readonly session: Session
  readonly rooms: readonly Room[]
  /** The room that is open at first. */
  readonly active: string
  /** See `ChatClientOptions`. */
  readonly onOtherUser: () => void
}

/** The client of a page, with the services of a browser. */
export function createBrowserClient(options: BrowserClientOptions): ChatClient {
  // Compiled schemas need `eval`. The page's content security policy forbids it and reports even the attempt.
  z.config({ jitless: true })
  return createChatClient({
    ...options,
    socket: feed => new WebSocket(`${socketUrl(location)}?feed=${encodeURIComponent(feed)}`, SUBPROTOCOL),
    signals: browserSignals(),
    attention: browserAttention(),
    store: idbStore(),
    values: localValues(),
    hints: broadcastHints('parley:outbox'),
    locks: browserLocks(navigator.locks),
  })
}

/** The WebSocket URL of this origin: `wss` if the page came by `https`. */
export function socketUrl({ protocol, host }: Pick<Location, 'protocol' | 'host'>): string {
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/wb`
}
