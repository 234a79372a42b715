import { CLOSE, type ClosePolicy } from '#shared/close-codes'
import { COMMAND_NAMES, type CommandName } from '#shared/commands'
import { ERROR_CODES, type ErrorCode } from '#shared/schemas/frames'
import type { BatchReport } from '../hub/fan-out'
import type { ResumeOutcome } from '../hub/joins'
import { Buckets, MESSAGES, SECONDS } from './buckets'
import { CountBy } from './count-by'

/** The closes that the server decides. Other codes come from clients or from `ws` itself. */
const OWN_CLOSES: readonly ClosePolicy[] = [
  CLOSE.UNSUPPORTED, CLOSE.POLICY, CLOSE.RESTART, CLOSE.BUSY, CLOSE.PROTOCOL, CLOSE.KICKED, CLOSE.HEARTBEAT, CLOSE.SLOW,
  CLOSE.FLOOD,
]

/**
 * Counts what this process did since its start, in plain numbers. Counting is an addition in place, and only a scrape
 * of `/metrics` makes series of it. Times are in seconds.
 */
export class Tally {
  deliveries = 0
  writes = 0
  writtenBytes = 0
  readonly batch = new Buckets(MESSAGES)
  readonly batchSeconds = new Buckets(SECONDS)
  readonly delaySeconds = new Buckets(SECONDS)

  readonly opened = { app: 0, plain: 0 }
  readonly closes = new CountBy<number>(OWN_CLOSES.map(policy => policy.code))
  readonly resumes = new CountBy<ResumeOutcome>(['whole', 'reset'])

  readonly acknowledged = new CountBy<CommandName>(COMMAND_NAMES)
  /** Acknowledged messages whose client id was in the log already. */
  repeated = 0
  readonly refused = new CountBy<ErrorCode>(ERROR_CODES)

  readonly commitSeconds = new Buckets(SECONDS)
  readonly commitBatch = new Buckets(MESSAGES)
  readonly busLagSeconds = new Buckets(SECONDS)

  /** Counts a written batch. A batch of hints only has a cost, but no messages and no delay. */
  countBatch({ deliveries, writes, bytes, batch, costMs, delayMs }: BatchReport): void {
    this.deliveries += deliveries
    this.writes += writes
    this.writtenBytes += bytes
    this.batchSeconds.observe(costMs / 1_000)
    if (batch === 0) return
    this.batch.observe(batch)
    this.delaySeconds.observe(delayMs / 1_000)
  }

  /** Counts a commit of the log, successful or not. */
  commit(ms: number, batch: number): void {
    this.commitSeconds.observe(ms / 1_000)
    this.commitBatch.observe(batch)
  }

  /**
   * Counts events that came over the bus.
   * @param at Unix ms of the oldest of them, by the clock of the process that wrote it. A clock that is ahead counts as
   * no lag
   */
  heard(at: number, now = Date.now()): void {
    this.busLagSeconds.observe(Math.max(0, now - at) / 1_000)
  }
}
