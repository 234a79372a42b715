import type { Kysely, Migration } from 'kysely'

/**
 * Whom messages mention. `mention` has a row for each user whom a message mentions as it stands now, so that what is
 * unread of them is a range of its key. The column is nullable and nothing is renamed: processes of the version before
 * go on during a rolling update, and what they write mentions nobody.
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
