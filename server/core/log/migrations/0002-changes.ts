import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Events that change a message, and their effect on it. All columns are nullable and nothing is renamed: during a
 * rolling update, processes of the previous version still read and write these tables.
 */
export const addChanges: Migration = {
  async up(db: Kysely<unknown>) {
    // In the order in which commits lock the tables, so that a running process and the migration can't deadlock.
    await db.schema.alterTable('event').addColumn('target', 'bigint').execute()
    await db.schema.alterTable('message').addColumn('rev', 'bigint').execute()
    await db.schema.alterTable('message').addColumn('edited_at', 'bigint').execute()

    // Partial: few events change another one. With `seq`, so that the last of many edits is found at once.
    await db.schema.createIndex('event_target').on('event').columns(['room', 'target', 'seq'])
      .where(sql.ref('target'), 'is not', null)
      .execute()
  },
}
