import { nanoid } from 'nanoid'
import type { DeedAction } from '#shared/schemas/audit'
import type { PlaceDb } from '../tables'

/** Something that an owner did to an account, or to the settings of the place. */
export interface Deed {
  readonly by: string
  readonly action: DeedAction
  readonly target?: string
  readonly reason?: string
}

/** Writes into the log of what owners do, in the transaction that does it. */
export async function recordDeed(tx: PlaceDb, { by, action, target, reason = '' }: Deed): Promise<void> {
  await tx.insertInto('audit').values({
    id: nanoid(), room: null, at: Date.now(), by, action, target: target ?? null, reason: reason || null,
  }).execute()
}
