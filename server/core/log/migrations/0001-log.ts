import { sql, type Kysely, type Migration } from 'kysely'

/** Rooms, their events and the present state of their messages. */
export const createLog: Migration = {
  async up(db: Kysely<unknown>) {
    await db.schema.createTable('room')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('epoch', 'text', column => column.notNull())
      .addColumn('last_seq', 'bigint', column => column.notNull())
      .addColumn('first_seq', 'bigint', column => column.notNull())
      .execute()

    await db.schema.createTable('event')
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('author_id', 'text', column => column.notNull())
      .addColumn('author_name', 'text', column => column.notNull())
      .addColumn('client_id', 'text')
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('body', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('event_pkey', ['room', 'seq'])
      .execute()

    // The last line of defense against storing a message twice. Partial: messages without a client id need no entry.
    await db.schema.createIndex('event_client_id').on('event').columns(['room', 'author_id', 'client_id']).unique()
      .where(sql.ref('client_id'), 'is not', null)
      .execute()

    await db.schema.createTable('message')
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('id', 'text', column => column.notNull())
      .addColumn('author_id', 'text', column => column.notNull())
      .addColumn('author_name', 'text', column => column.notNull())
      .addColumn('client_id', 'text')
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('text', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('message_pkey', ['room', 'seq'])
      .execute()
  },
}
