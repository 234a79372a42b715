import type { Kysely, Migration } from 'kysely'

/** Where each consumer is in each room, and which process runs it. */
export const addConsumers: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createTable('consumer_cursor')
      .addColumn('consumer', 'text', column => column.notNull())
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('consumer_cursor_pkey', ['consumer', 'room'])
      .execute()

    await db.schema.createTable('consumer_lease')
      .addColumn('consumer', 'text', column => column.primaryKey())
      .addColumn('owner', 'text', column => column.notNull())
      .addColumn('until', 'bigint', column => column.notNull())
      .execute()
  },
}
