import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CompiledQuery } from 'kysely'
import { BATCH_MAX, PROBE_EVERY_MS, WAITING_MAX, type LogDriver } from '../driver'
import { createGroupCommit, type CommitListener } from '../group-commit'
import { createHealth } from '../health'
import { eventOf, type Appended, type EventDraft } from '../draft'
import { orThrow, toAppended } from '../plan-batch'
import { createReads } from '../reads'
import { restrictRoom } from '../change'
import { createMutex } from '../mutex'
import type { Query } from '../sql'
import { storable } from '../storable'
import { commitBatch, type CommitResult } from './commit-batch'
import { createThreadsKysely } from './dialect'
import { sqliteStartError } from './errors'
import { stateOf, type FileState } from './file-state'
import type { ThreadData } from './protocol'
import readerUrl from './reader-thread.ts?thread'
import { startThread } from './thread'
import writerUrl from './writer-thread.ts?thread'

/**
 * The log in one SQLite file, for one process. Creates the file and its folder. One thread writes, another reads.
 * @throws LogStartError if the file can't be used, with the remedy
 */
export async function openSqliteLog(file: string, onCommit?: CommitListener): Promise<LogDriver> {
  // Readable by its own user only: the folder holds conversations.
  await mkdir(dirname(file), { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw sqliteStartError(error, file)
  })
  const health = createHealth({
    kind: 'sqlite',
    probe: () => mutex(() => writer.call('probe')),
    everyMs: PROBE_EVERY_MS,
  })
  /** The writer does one thing at a time: a commit, a step of upkeep, or a transaction of several calls. */
  const mutex = createMutex()
  let known: FileState | null = null
  const data = (): ThreadData => ({ file, known })
  // The writer first: it takes the locks, checks the file and migrates.
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
        const results = await mutex(() => writer.call('commit', batch))
        health.ok()
        return toResults(batch, results)
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

  const db = createThreadsKysely({ writer, reader, mutex })

  return {
    ...createReads(query, error => health.failed(error, 'read')),
    db,
    // The transaction has the writer to itself, so no room needs a lock of its own.
    change: (_rooms, run) => db.transaction().execute(tx => run({
      tx,
      append: async (drafts) => {
        const given = drafts.map(storable)
        const ask: Query = async (text, values) => (await tx.executeQuery(CompiledQuery.raw(text, [...values]))).rows
        return orThrow(toResults(given, await commitBatch(ask, given)))
      },
      restrict: room => restrictRoom(tx, room),
    })),
    ensureRooms: rooms => mutex(() => writer.call('ensureRooms', rooms)),
    append: draft => queue.push(storable(draft)),
    trim: (room, upTo) => mutex(() => writer.call('trim', room, upTo)),
    state: health.state,
    async close() {
      await queue.close()
      health.stop()
      await reader.close()
      await writer.close()
    },
  }
}

function toResults(drafts: readonly EventDraft[], results: readonly CommitResult[]): (Appended | Error)[] {
  return results.map((result, i) => typeof result === 'number' ? appended(drafts[i], result) : toAppended(result))
}

function appended(draft: EventDraft | undefined, seq: number): Appended | Error {
  return draft
    ? { event: eventOf(draft, seq), repeated: false }
    : new Error('The commit gave more results than it had messages.')
}
