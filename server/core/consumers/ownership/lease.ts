import { nanoid } from 'nanoid'
import { sql, type Kysely } from 'kysely'
import type { LogTables } from '../../log/schema'
import type { Ownership } from './ownership'

export interface LeaseTimes {
  /** How long a lease lasts: a process that died without a word is followed after it. */
  readonly lastsMs: number
  /** How long `hold` answers from memory. */
  readonly renewedEveryMs: number
}

const TIMES: LeaseTimes = { lastsMs: 6_000, renewedEveryMs: 2_000 }

/** By the clock of the database, which all processes share. */
const NOW = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * A row per consumer names its owner, and until when. Rows and not advisory locks: those belong to a connection, which
 * a pooler gives to others, and which may stay open for minutes after its process is gone.
 */
export function createLeases(db: Kysely<LogTables>, { lastsMs, renewedEveryMs }: LeaseTimes = TIMES): Ownership {
  const owner = nanoid()
  /** When each lease was last renewed, by the monotonic clock of this process. */
  const renewedAt = new Map<string, number>()

  async function renew(consumer: string): Promise<boolean> {
    // Before the question: the lease may end while the answer is on its way.
    const asked = performance.now()
    const until = sql<number>`${NOW} + ${lastsMs}::bigint`
    const row = await db.insertInto('consumer_lease').values({ consumer, owner, until })
      .onConflict(conflict => conflict.column('consumer').doUpdateSet({ owner, until })
        .where(({ or, eb }) => or([eb('consumer_lease.owner', '=', owner), eb('consumer_lease.until', '<', NOW)])))
      .returning('owner').executeTakeFirst()
    if (row) renewedAt.set(consumer, asked)
    else renewedAt.delete(consumer)
    return row !== undefined
  }

  return {
    async hold(consumer) {
      const since = performance.now() - (renewedAt.get(consumer) ?? -Infinity)
      return since < renewedEveryMs || renew(consumer)
    },
    async release() {
      renewedAt.clear()
      await db.deleteFrom('consumer_lease').where('owner', '=', owner).execute()
    },
  }
}
