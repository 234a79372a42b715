import type { Kysely, Migration } from 'kysely'

/**
 * The users whom messages mention. `mention` has a row for each user whom a message mentions in its present state, so
 * that unread mentions are a range of its key. The column is nullable and nothing is renamed: processes of the previous
 * version go on during a rolling update, and write messages without mentions.
 */
export const addMentions: Migration = {
  async up(db: Kysely<unknown>) {
    // In the order in which commits lock the tables.
    await db.schema.alterTable('message').addColumn('mentions', 'text').execute()

    await db.schema.createTable('mention')
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('author_id', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('mention_pkey', ['person', 'room', 'seq'])
      .execute()
    // An edit, a delete and retention find the rows of a message by it.
    await db.schema.createIndex('mention_message').on('mention').columns(['room', 'seq']).execute()
  },
}
