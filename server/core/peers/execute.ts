import type { Command } from '#shared/commands'
import type { Principal } from '../principal'

/** Who asks for a command. */
export interface Caller {
  readonly user: Principal
  /** Where the caller comes from, as `addressKey` names it: all clients of an address share an allowance. */
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

/** A command that stands in the log's queue. `ack` rejects with what the log throws. */
export interface Submitted {
  readonly ack: Promise<Ack>
}

/**
 * What a socket asks of the domain for a command. Resolves when the log has the command in its queue, so that what the
 * peer sends next comes after it; the acknowledgement comes later.
 * @throws ParleyError
 */
export type Execute = (command: Command, caller: Caller) => Promise<Submitted>
