import type { Command } from '#shared/commands'
import type { Principal } from '../principal'

/** The user and address of a command. */
export interface Caller {
  readonly user: Principal
  /** The client's address, as `addressKey` names it: all clients of an address share its rate limit. */
  readonly address: string
  /** Whether the caller's sign-in ended since the command was read. Asked in the tick in which the log gets it. */
  readonly isRevoked?: () => boolean
}

export interface Ack {
  readonly seq: number
  readonly id: string
  /** Unix ms */
  readonly at: number
}

/** A command in the log's queue. `ack` rejects with the error of the log. */
export interface Submitted {
  readonly ack: Promise<Ack>
}

/**
 * Runs a socket's command in the domain. Resolves when the log has queued the command, so that the peer's next command
 * comes after it. The acknowledgement comes later.
 * @throws ParleyError
 */
export type Execute = (command: Command, caller: Caller) => Promise<Submitted>
