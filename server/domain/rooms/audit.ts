import { nanoid } from 'nanoid'
import type { AuditAction } from '#shared/schemas/audit'
import type { PlaceDb } from '../tables'

export interface Deed {
  readonly room: string
  readonly by: string
  readonly action: AuditAction
  /** The user to whom it was done. */
  readonly target?: string
  readonly reason?: string | undefined
  /** The message that was deleted. */
  readonly seq?: number
}

/** Writes into the moderation log, in the transaction that does it. */
export async function record(tx: PlaceDb, { room, by, action, target, reason, seq }: Deed): Promise<void> {
  await tx.insertInto('audit').values({
    id: nanoid(), room, at: Date.now(), by, action, target: target ?? null, reason: reason || null, seq: seq ?? null,
  }).execute()
}
