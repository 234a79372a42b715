import { connect, createQuery } from './connection'
import type { ThreadCalls } from './protocol'

/**
 * Opens the database to read. A separate connection: in WAL mode its long reads neither wait for commits nor delay
 * them.
 */
export async function openReader(file: string): Promise<Pick<ThreadCalls, 'query' | 'close'>> {
  const db = connect(file)
  db.exec('PRAGMA query_only = ON')
  return {
    query: createQuery(db),
    async close() {
      db.close()
    },
  }
}
