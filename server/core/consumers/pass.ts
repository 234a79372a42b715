import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '../../platform/logging/logger'
import { LogUnavailableError, type Log } from '../log/log'
import type { Consumer } from './consumer'
import type { Cursors, RoomBehind } from './cursors'
import type { Retries } from './retries'
import type { ConsumerTally } from './tally'

/** What a consumer works with. */
export interface Work {
  readonly consumer: Consumer
  readonly log: Pick<Log, 'after'>
  readonly cursors: Cursors
  /** Whether this process still owns the consumer. */
  readonly hold: () => Promise<boolean>
  readonly retries: Retries
  readonly tally: ConsumerTally
  readonly stopped: AbortSignal
}

/**
 * Events of the first batch in a room, doubled with each: most rooms have few, or none that a consumer is done with.
 */
const FIRST_BATCH = 8
const BATCH_MAX = 256

/** Pause between two batches: appends that came meanwhile go first. */
const PAUSE_MS = 20

/**
 * Brings a consumer through all rooms that have events after its cursor. A room in which it fails is left until it is
 * due again. @throws LogUnavailableError while nothing can be read or written
 */
export async function runPass(work: Work): Promise<void> {
  const { consumer, cursors, retries, tally, stopped } = work
  const failing = new Set<string>()
  for await (const behind of cursors.behind(consumer.name)) {
    if (retries.has(behind.room)) failing.add(behind.room)
    if (!retries.isDue(behind.room, performance.now())) continue
    if (stopped.aborted || !await work.hold()) return
    try {
      await catchUp(work, behind)
      retries.worked(behind.room)
    }
    catch (error) {
      if (stopped.aborted || error instanceof LogUnavailableError) throw error
      report(work, behind, error)
      failing.add(behind.room)
    }
    tally.failingRooms = retries.size
  }
  retries.keepOnly(failing)
  tally.failingRooms = retries.size
}

async function catchUp({ consumer, log, cursors, hold, tally, stopped }: Work, behind: RoomBehind): Promise<void> {
  const { room, lastSeq } = behind
  let { cursor } = behind
  for (let size = FIRST_BATCH; ; size = Math.min(2 * size, BATCH_MAX)) {
    const events = await log.after(room, cursor, size)
    const last = events.at(-1)
    // Without any event they were all removed.
    const done = last ? await consumer.handle({ room, events, lastSeq: Math.max(lastSeq, last.seq) }) : lastSeq
    if (done > cursor) await cursors.save(consumer.name, room, done)
    tally.events += events.filter(({ seq }) => seq <= done).length
    cursor = Math.max(cursor, done)
    if (!last || done < last.seq || events.length < size) return
    await sleep(PAUSE_MS, undefined, { signal: stopped })
    if (!await hold()) return
  }
}

function report({ consumer, retries, tally }: Work, { room, cursor }: RoomBehind, err: unknown) {
  tally.failures++
  const retryInMs = retries.failed(room, performance.now())
  logger.error({ consumer: consumer.name, room, cursor, retryInMs, err },
    'A consumer of the log failed in a room. It tries again; other rooms and consumers go on.')
}
