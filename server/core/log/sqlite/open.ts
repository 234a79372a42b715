import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { BATCH_MAX, PROBE_EVERY_MS, WAITING_MAX, type LogDriver } from '../driver'
import { createGroupCommit, type CommitListener } from '../group-commit'
import { createHealth } from '../health'
import { eventOf, type Appended, type EventDraft } from '../draft'
import { toAppended } from '../plan-batch'
import { createReads } from '../reads'
import type { Query } from '../sql'
import { storable } from '../storable'
import { sqliteStartError } from './errors'
import { stateOf, type FileState } from './file-state'
import type { ThreadData } from './protocol'
import readerUrl from './reader-thread.ts?thread'
import { startThread } from './thread'
import writerUrl from './writer-thread.ts?thread'

/**
 * The log in one SQLite file, for one process. Creates the file and its folder. One thread writes, another reads.
 * @throws LogStartError when the file can't be used, with the remedy
 */
export async function openSqliteLog(file: string, onCommit?: CommitListener): Promise<LogDriver> {
  // For its own user only: conversations are in there.
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw sqliteStartError(error, file)
  })
  const health = createHealth({ kind: 'sqlite', probe: () => writer.call('probe'), everyMs: PROBE_EVERY_MS })
  let known: FileState | null = null
  const data = (): ThreadData => ({ file, known })
  // First the one that takes the locks, checks the file and brings the schema.
  const writer = await startThread(writerUrl, data, error => health.failed(error, 'write'))
  known = stateOf(file)
  const reader = await startThread(readerUrl, data).catch(async (error: unknown) => {
    await writer.close()
    throw error
  })

  const queue = createGroupCommit<EventDraft, Appended>({
    maxBatch: BATCH_MAX,
    maxWaiting: WAITING_MAX,
    onCommit,
    async commit(batch) {
      try {
        const results = await writer.call('commit', batch)
        health.ok()
        return results.map((result, i) => typeof result === 'number' ? appended(batch[i], result) : toAppended(result))
      }
      catch (error) {
        health.failed(error, 'write')
        throw error
      }
    },
  })
  const query: Query = (sql, values) => reader.call('query', sql, values).catch((error: unknown) => {
    health.failed(error, 'read')
    throw error
  })

  return {
    ...createReads(query, error => health.failed(error, 'read')),
    ensureRooms: rooms => writer.call('ensureRooms', rooms),
    append: draft => queue.push(storable(draft)),
    rooms: () => writer.call('rooms'),
    trim: (room, rule) => writer.call('trim', room, rule),
    state: health.state,
    async close() {
      await queue.close()
      health.stop()
      await reader.close()
      await writer.close()
    },
  }
}

function appended(draft: EventDraft | undefined, seq: number): Appended | Error {
  return draft ? { event: eventOf(draft, seq), repeated: false } : new Error('The commit gave more results than it had messages.')
}
