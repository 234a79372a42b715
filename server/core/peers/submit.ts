import type { User } from '#shared/schemas/user'

export interface Publication {
  readonly author: User
  /** Where it comes from, as `addressKey` names it: all clients of an address share an allowance. */
  readonly address: string
  readonly room: string
  readonly text: string
  readonly clientId?: string
}

export interface Ack {
  readonly seq: number
  readonly id: string
  /** Unix ms */
  readonly at: number
}

/**
 * What a socket asks of the domain for a message. Resolves when the log has the message in its queue, with the promise of the acknowledgement.
 * @throws ParleyError; `ack` rejects with LogUnavailableError
 */
export type Submit = (publication: Publication) => Promise<{ readonly ack: Promise<Ack> }>
