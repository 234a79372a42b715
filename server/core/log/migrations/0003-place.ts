import { PostgresAdapter, sql, type Kysely, type Migration } from 'kysely'

/**
 * People, the rooms they create, and their roles in them. `room` keeps only the heads, since each commit locks its row.
 * The new column `access` grows when a user loses a right; an append carries the count at which its permission was
 * decided. Flags are 0 or 1 and times are Unix ms: both engines have these types.
 */
export const addPlace: Migration = {
  async up(db: Kysely<unknown>) {
    // Compared by code points, as SQLite does: else PostgreSQL finds no beginning of a text by an index.
    const byCode = db.getExecutor().adapter instanceof PostgresAdapter ? sql`COLLATE "C"` : sql`COLLATE BINARY`
    await db.schema.alterTable('room').addColumn('access', 'bigint', column => column.notNull().defaultTo(0)).execute()

    await db.schema.createTable('room_info')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('kind', 'text', column => column.notNull())
      .addColumn('title', 'text', column => column.notNull())
      .addColumn('topic', 'text', column => column.notNull().defaultTo(''))
      .addColumn('emoji', 'text', column => column.notNull().defaultTo(''))
      .addColumn('created_by', 'text')
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('archived_at', 'bigint')
      .addColumn('read_only', 'integer', column => column.notNull().defaultTo(0))
      .addColumn('slow_ms', 'bigint', column => column.notNull().defaultTo(0))
      .execute()

    // The last line of defense against two accounts with one handle, or with one account of a provider.
    await db.schema.createTable('person')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('name', 'text', column => column.notNull())
      // The name as it is searched: databases fold the case of ASCII only.
      .addColumn('name_key', 'text', column => column.notNull().defaultTo('').modifyEnd(byCode))
      .addColumn('handle', 'text', column => column.unique().modifyEnd(byCode))
      .addColumn('role', 'text', column => column.notNull())
      .addColumn('password', 'text')
      .addColumn('mail', 'text')
      .addColumn('issuer', 'text')
      .addColumn('subject', 'text')
      .addColumn('status', 'text', column => column.notNull().defaultTo(''))
      .addColumn('status_until', 'bigint')
      .addColumn('language', 'text')
      .addColumn('hides_presence', 'integer', column => column.notNull().defaultTo(0))
      .addColumn('hides_reading', 'integer', column => column.notNull().defaultTo(0))
      .addColumn('totp_secret', 'text')
      .addColumn('totp_pending', 'text')
      .addColumn('totp_step', 'bigint')
      .addColumn('recovery_codes', 'text')
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('disabled_at', 'bigint')
      .addColumn('last_seen_at', 'bigint')
      .addUniqueConstraint('person_subject', ['issuer', 'subject'])
      .execute()

    await db.schema.createTable('session')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('device', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('last_seen_at', 'bigint', column => column.notNull())
      .execute()
    await db.schema.createIndex('session_person').on('session').column('person').execute()

    await db.schema.createTable('one_time_code')
      .addColumn('hash', 'text', column => column.primaryKey())
      .addColumn('purpose', 'text', column => column.notNull())
      .addColumn('person', 'text')
      .addColumn('expires_at', 'bigint', column => column.notNull())
      .addColumn('used_at', 'bigint')
      .execute()

    await db.schema.createTable('setting')
      .addColumn('key', 'text', column => column.primaryKey())
      .addColumn('value', 'text', column => column.notNull())
      .execute()

    // `state`: member, left, removed or banned. The row of a former member stays, so that other devices learn of it.
    await db.schema.createTable('membership')
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('state', 'text', column => column.notNull())
      .addColumn('role', 'text', column => column.notNull())
      .addColumn('joined_at', 'bigint', column => column.notNull())
      .addColumn('muted_until', 'bigint')
      .addColumn('notify', 'text', column => column.notNull().defaultTo('all'))
      .addColumn('favourite', 'integer', column => column.notNull().defaultTo(0))
      // Links that are older than the removal do not bring the user back.
      .addColumn('removed_at', 'bigint')
      .addPrimaryKeyConstraint('membership_pkey', ['room', 'person'])
      .execute()
    await db.schema.createIndex('membership_person').on('membership').columns(['person', 'state']).execute()

    // `seen`: the furthest `seq` before messages were marked as unread. Others have already seen it as read.
    await db.schema.createTable('read_mark')
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('seq', 'bigint', column => column.notNull())
      .addColumn('generation', 'bigint', column => column.notNull().defaultTo(0))
      .addColumn('seen', 'bigint', column => column.notNull().defaultTo(0))
      .addPrimaryKeyConstraint('read_mark_pkey', ['person', 'room'])
      .execute()
    await db.schema.createIndex('read_mark_room').on('read_mark').column('room').execute()

    // The changes of a user's rooms: `feed` says at which version of the user's feed a room changed last.
    await db.schema.createTable('feed_head')
      .addColumn('person', 'text', column => column.primaryKey())
      .addColumn('version', 'bigint', column => column.notNull())
      .execute()
    await db.schema.createTable('feed')
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('version', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('feed_pkey', ['person', 'room'])
      .execute()
    await db.schema.createIndex('feed_person').on('feed').columns(['person', 'version']).execute()

    await db.schema.createTable('invite')
      .addColumn('code', 'text', column => column.primaryKey())
      .addColumn('room', 'text', column => column.notNull())
      .addColumn('by', 'text', column => column.notNull())
      .addColumn('created_at', 'bigint', column => column.notNull())
      .addColumn('expires_at', 'bigint')
      .addColumn('max_uses', 'bigint')
      .addColumn('revoked_at', 'bigint')
      .execute()
    await db.schema.createIndex('invite_room').on('invite').column('room').execute()

    await db.schema.createTable('invite_use')
      .addColumn('code', 'text', column => column.notNull())
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('at', 'bigint', column => column.notNull())
      .addPrimaryKeyConstraint('invite_use_pkey', ['code', 'person'])
      .execute()

    await db.schema.createTable('blocked')
      .addColumn('person', 'text', column => column.notNull())
      .addColumn('other', 'text', column => column.notNull())
      .addPrimaryKeyConstraint('blocked_pkey', ['person', 'other'])
      .execute()

    await db.schema.createTable('audit')
      .addColumn('id', 'text', column => column.primaryKey())
      .addColumn('room', 'text')
      .addColumn('at', 'bigint', column => column.notNull())
      .addColumn('by', 'text', column => column.notNull())
      .addColumn('action', 'text', column => column.notNull())
      .addColumn('target', 'text')
      .addColumn('reason', 'text')
      // The message that was deleted.
      .addColumn('seq', 'bigint')
      .execute()
    await db.schema.createIndex('audit_room').on('audit').columns(['room', 'at']).execute()

    // A person's search by the beginning of the name or handle.
    await db.schema.createIndex('person_name').on('person').columns(['name_key', 'id']).execute()
  },
}
