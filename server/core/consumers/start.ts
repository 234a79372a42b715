import { setTimeout as sleep } from 'node:timers/promises'
import { logger } from '../../platform/logging/logger'
import { LogUnavailableError } from '../log/log'
import type { OpenedLog } from '../log/open'
import type { Consumer } from './consumer'
import { Cursors } from './cursors'
import { openOwnership } from './ownership/open'
import type { Ownership } from './ownership/ownership'
import { runPass, type Work } from './pass'
import { Retries } from './retries'
import { ConsumerTally } from './tally'

/** How often a process asks whether it owns a consumer, and whether something is due. */
const TICK_MS = 2_000

/** The longest wait after passes that failed in a row: twice as long each time. */
const REST_LONGEST_MS = 30_000

export interface ConsumersOptions {
  readonly ownership?: Ownership
  readonly tickMs?: number
}

export interface Consumers {
  readonly tallies: readonly ConsumerTally[]
  /** Resolves when the batches under way are done, and other processes may go on. */
  stop(): Promise<void>
}

/** Runs each consumer in a loop of its own, as long as this process owns it. */
export function startConsumers(
  log: Pick<OpenedLog, 'after' | 'db' | 'state'>, consumers: readonly Consumer[], options: ConsumersOptions = {},
): Consumers {
  const { ownership = openOwnership(log), tickMs = TICK_MS } = options
  const stopping = new AbortController()
  const { signal: stopped } = stopping
  const cursors = new Cursors(log.db)
  const works = consumers.map((consumer): Work => ({
    consumer, log, cursors, stopped,
    hold: () => ownership.hold(consumer.name),
    retries: new Retries(),
    tally: new ConsumerTally(consumer.name),
  }))

  async function run(work: Work) {
    const pass = createTimetable(work)
    const tick = Math.min(tickMs, work.consumer.everyMs)
    for (let failures = 0; !stopped.aborted;) {
      const hasWorked = await pass().then(() => true, (error: unknown) => {
        if (!stopped.aborted) report(work, error)
        return false
      })
      failures = hasWorked ? 0 : failures + 1
      await sleep(restMs(tick, failures), undefined, { signal: stopped, ref: false }).catch(() => {})
    }
  }

  const running = works.map(run)
  return {
    tallies: works.map(({ tally }) => tally),
    async stop() {
      stopping.abort()
      await Promise.all(running)
      // Where the database is away, the leases end by themselves.
      await ownership.release().catch(() => {})
    },
  }
}

/** While the database is away, a process without clients must rest. */
export function restMs(tickMs: number, failures: number): number {
  return Math.min(Math.max(tickMs, REST_LONGEST_MS), tickMs * 2 ** failures)
}

/** Runs a pass where this process owns the consumer, and its round or a failing room is due. */
function createTimetable(work: Work): () => Promise<void> {
  const { consumer, retries, tally } = work
  let nextRound = -Infinity
  return async () => {
    const before = tally.owned
    // Not known until it is answered: a process that can't ask does not go on.
    tally.owned = false
    tally.owned = await work.hold()
    if (!tally.owned) {
      retries.clear()
      tally.failingRooms = 0
      return
    }
    const now = performance.now()
    if (before && now < nextRound && !retries.anyDue(now)) return
    nextRound = -Infinity
    await runPass(work)
    nextRound = now + consumer.everyMs
  }
}

function report({ consumer, tally }: Work, err: unknown) {
  // The log has reported it to the operator, once.
  if (err instanceof LogUnavailableError) return
  tally.failures++
  logger.error({ consumer: consumer.name, err }, 'A consumer of the log could not go on. It tries again.')
}
