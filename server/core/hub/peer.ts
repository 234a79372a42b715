import type { ClosePolicy } from '#shared/close-codes'
import type { Principal } from '../principal'

/** What a peer's frames look like: `app` is `parley.v1`, `plain` is one bare text per message. */
export type Wire = 'app' | 'plain'

/** One connection as the hub sees it: something to write to. `server/core/peers` owns the socket. */
export interface Peer {
  readonly wire: Wire
  /** Whether the client agreed on permessage-deflate. */
  readonly deflates: boolean
  /** The key that presence counts: the user's id, or the connection's own id for a plain client without a session. */
  readonly person: string
  /** The user of the session; null for a plain client without a session. */
  user: Principal | null
  /** The client's address, as `addressKey` names it. Peers of one address share the server's budgets. */
  readonly address: string
  /** Rooms in which the peer receives. Only the hub changes it. */
  readonly rooms: Set<string>
  /** Bytes written and not yet taken by the kernel. */
  queuedBytes(): number
  /**
   * Writes complete WebSocket frames, which may come in several parts. A peer whose queue exceeds its limit is closed
   * as a slow consumer.
   */
  write(...parts: readonly Buffer[]): void
  /** Writes a frame that may come before the greeting, before which a client reads nothing: then it waits for that. */
  hint(frame: Buffer): void
  /** Resolves when the queue is short enough for more, or when the peer is gone. */
  drained(): Promise<void>
  readonly closed: boolean
  /** Whether the peer was closed because its user may not be here any more. */
  readonly revoked?: boolean
  close(policy: ClosePolicy): void
}
