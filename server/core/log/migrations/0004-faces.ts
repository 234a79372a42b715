import { sql, type Kysely, type Migration } from 'kysely'

/**
 * Pictures of people and rooms, and the notices of a room by their places. All columns may be null, and nothing is
 * renamed: processes of the version before go on during a rolling update.
 */
export const addFaces: Migration = {
  async up(db: Kysely<unknown>) {
    // In the order in which commits lock the tables. Partial: most events are messages.
    await db.schema.createIndex('event_notice').on('event').columns(['room', 'seq'])
      .where(sql.ref('kind'), 'in', sql`('member', 'room')`)
      .execute()

    await db.schema.alterTable('room_info').addColumn('picture', 'text').execute()
    await db.schema.alterTable('person').addColumn('picture', 'text').execute()

    // In the database, so that all processes have them and a backup holds them. `data` is Base64.
    await db.schema.createTable('picture')
      .addColumn('hash', 'text', column => column.primaryKey())
      .addColumn('type', 'text', column => column.notNull())
      .addColumn('data', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .execute()
    await db.schema.createIndex('person_picture').on('person').column('picture').execute()
    await db.schema.createIndex('room_info_picture').on('room_info').column('picture').execute()
  },
}
