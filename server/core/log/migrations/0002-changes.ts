import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Events that change a message, and what they made of it. All columns may be null, and nothing is renamed: during a
 * rolling update processes of the version before go on reading and writing these tables.
 */
export const addChanges: Migration = {
  async up(db: Kysely<unknown>) {
    // In the order in which commits lock the tables: a running process and the migration never wait for each other.
    await db.schema.alterTable('event').addColumn('target', 'bigint').execute()
    await db.schema.alterTable('message').addColumn('rev', 'bigint').execute()
    await db.schema.alterTable('message').addColumn('edited_at', 'bigint').execute()

    // Partial: few events change another one. With `seq`, so that the last of many edits is found at once.
    await db.schema.createIndex('event_target').on('event').columns(['room', 'target', 'seq'])
      .where(sql.ref('target'), 'is not', null)
      .execute()
  },
}
