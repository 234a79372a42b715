import type { OpenedLog } from '../../log/open'
import { createLeases } from './lease'
import type { Ownership } from './ownership'
import { soleOwnership } from './sole'

/** PostgreSQL is shared by processes; a file of SQLite belongs to one. */
export function openOwnership(log: Pick<OpenedLog, 'db' | 'state'>): Ownership {
  return log.state().kind === 'postgres' ? createLeases(log.db) : soleOwnership
}
