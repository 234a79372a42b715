import { Migrator, type Kysely, type Migration } from 'kysely'
import { LogStartError } from './log'
import { migrations } from './migrations'
import type { LogTables } from './schema'

/**
 * Migrates the database to this program's schema in one transaction: all or nothing. Processes that start together wait
 * for each other.
 * @throws LogStartError if a newer program wrote the database
 */
export async function migrate(
  db: Kysely<LogTables>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<void> {
  const newer = (await executed(db)).filter(name => !(name in known))
  if (newer.length > 0) {
    throw new LogStartError(
      `The database was written by a newer Parley (this one does not know ${newer.join(', ')}). Start that version, or restore a backup that was made before the upgrade.`,
    )
  }
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...known }) } })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

async function executed(db: Kysely<LogTables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(table => table.name === 'kysely_migration')) return []
  const rows = await db.selectFrom('kysely_migration').select('name').execute()
  return rows.map(row => row.name)
}
