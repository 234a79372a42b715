import { CLOSE } from '#shared/close-codes'
import { logger } from '../../platform/logging/logger'
import type { Peer } from '../hub/peer'

/** What one connection says and hears: one kind per wire. */
export interface PeerSession {
  /** Greets the peer. Its frames wait until this is done. */
  open(): Promise<void>
  /** Answers a frame at once, ahead of those that wait. False for any other frame. */
  answerNow(text: string): boolean
  /** Handles a frame after all earlier ones. */
  receive(text: string): Promise<void>
}

/** Without the log a connection can't begin: the peer is closed, and its client comes back later. */
export async function beginOrClose(peer: Peer, begin: () => Promise<void>): Promise<void> {
  try {
    await begin()
  }
  catch (error) {
    logger.warn({ err: error }, 'A connection could not begin. Its client tries again later.')
    peer.close(CLOSE.BUSY)
  }
}
