import type { Kysely } from 'kysely'
import type { LogTables } from '../log/schema'

/** A room that has events after the cursor of a consumer. */
export interface RoomBehind {
  readonly room: string
  readonly cursor: number
  readonly lastSeq: number
}

/** Rooms read at once. */
const PAGE = 500

/** Where each consumer is in each room. In the database of the log, so that a backup holds both of one moment. */
export class Cursors {
  constructor(private readonly db: Kysely<LogTables>) {}

  /** All rooms with events after the consumer's cursor, by id. */
  async* behind(consumer: string): AsyncGenerator<RoomBehind> {
    let after = ''
    for (;;) {
      const rows = await this.page(consumer, after)
      yield* rows
      after = rows.at(-1)?.room ?? ''
      if (rows.length < PAGE) return
    }
  }

  private page(consumer: string, after: string): Promise<RoomBehind[]> {
    return this.db.selectFrom('room')
      .leftJoin('consumer_cursor', join => join
        .onRef('consumer_cursor.room', '=', 'room.id').on('consumer_cursor.consumer', '=', consumer))
      .select(({ fn, lit }) => [
        'room.id as room', 'room.last_seq as lastSeq', fn.coalesce('consumer_cursor.seq', lit(0)).as('cursor'),
      ])
      .where('room.id', '>', after)
      .where(({ eb, fn, lit }) => eb('room.last_seq', '>', fn.coalesce('consumer_cursor.seq', lit(0))))
      .orderBy('room.id').limit(PAGE).execute()
  }

  /**
   * A cursor never goes back. So a process that lost its ownership meanwhile does no harm: what it says is done, is.
   */
  async save(consumer: string, room: string, seq: number): Promise<void> {
    await this.db.insertInto('consumer_cursor').values({ consumer, room, seq })
      .onConflict(conflict => conflict.columns(['consumer', 'room']).doUpdateSet({ seq })
        .where('consumer_cursor.seq', '<', seq)).execute()
  }
}
