import type { Kysely } from 'kysely'
import type { LogTables } from './schema'

export interface TrimRule {
  /** Unix ms: events before it go. */
  readonly before: number | null
  /** The newest events that stay, whatever their number was. */
  readonly keep: number | null
  /** Events removed in one step at most. */
  readonly step: number
}

/**
 * One step of retention, in one short transaction: removes the oldest events of a room and their messages, and moves `first_seq`. Because `seq` has
 * no gaps a step is a range of `seq`, and always starts at the oldest: what stays has no gaps either.
 * @returns whether a whole step was removed, so that there may be more
 */
export async function trimRoom(db: Kysely<LogTables>, room: string, rule: TrimRule): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const head = await tx.selectFrom('room').select(['first_seq', 'last_seq']).where('id', '=', room).executeTakeFirst()
    if (!head) return false
    const end = Math.min(head.first_seq + rule.step, head.last_seq + 1)
    const byCount = rule.keep === null ? head.first_seq : Math.min(end, head.last_seq + 1 - rule.keep)
    const byAge = rule.before === null ? head.first_seq : await firstSince(tx, room, end, rule.before)
    const target = Math.max(byCount, byAge)
    if (target <= head.first_seq) return false

    // First, in the order in which appends lock the room and then the messages they change: no deadlock.
    await tx.updateTable('room').set({ first_seq: target })
      .where('id', '=', room).where('first_seq', '<', target).execute()
    await tx.deleteFrom('event').where('room', '=', room).where('seq', '<', target).execute()
    await tx.deleteFrom('message').where('room', '=', room).where('seq', '<', target).execute()
    return target === head.first_seq + rule.step
  })
}

/** The first `seq` below `end` that is not older than `before`; `end` when all are. */
async function firstSince(tx: Kysely<LogTables>, room: string, end: number, before: number): Promise<number> {
  const row = await tx.selectFrom('event').select('seq').where('room', '=', room).where('seq', '<', end).where('at', '>=', before)
    .orderBy('seq').limit(1).executeTakeFirst()
  return row?.seq ?? end
}
