import type { ClosePolicy } from '#shared/close-codes'
import type { Principal } from '../principal'

/** The wire a peer speaks: `app` is `parley.v1`, `plain` one bare text a message. */
export type WireForm = 'app' | 'plain'

/** How the hub sees one connection: somewhere to write to. The socket behind it is the business of `server/core/peers`. */
export interface Peer {
  readonly form: WireForm
  /** Whether it agreed on permessage-deflate. */
  readonly deflates: boolean
  /** Counts people in presence: the user's id, or the connection's own id for a plain client without a session. */
  readonly person: string
  /** The signed-in person or guest; null for a plain client without a session. */
  user: Principal | null
  /** Where it comes from, as `addressKey` names it: peers of one address share what the server spends on them. */
  readonly address: string
  /** Rooms in which the peer receives. Kept by the hub. */
  readonly rooms: Set<string>
  /** Bytes written and not yet taken by the kernel. */
  queuedBytes(): number
  /** Writes complete WebSocket frames, which may come in several parts. Past the limit of the queue the peer is closed as a slow consumer. */
  write(...parts: readonly Buffer[]): void
  /** Resolves when the queue is short enough for more, or when the peer is gone. */
  drained(): Promise<void>
  readonly closed: boolean
  close(policy: ClosePolicy): void
}
