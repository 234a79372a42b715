import type { LogEvent } from '#shared/events'

/** What a consumer gets: events of one room after its cursor, in order, without a gap except for what is removed. */
export interface Batch {
  readonly room: string
  /** At least one. Also events of kinds that this build does not know. */
  readonly events: readonly LogEvent[]
  /** `seq` of the last event that the room had when it was looked at. */
  readonly lastSeq: number
}

/**
 * Reads the logs of all rooms, and does something with what it reads: besides the path of a message, which knows
 * nothing of it. Its cursor in each room is stored, so that it goes on where it was, also after a crash.
 *
 * Each consumer MUST:
 * - be idempotent: after a crash it gets the events again whose cursor was not stored yet;
 * - resolve only once its work is as durable as it has to be, since the cursor is stored next;
 * - end each batch in good time, well or not: a process that stops waits for it, and one that takes longer than its
 *   ownership lasts has its batch done twice;
 * - pass over events of kinds that it does not know.
 *
 * It may throw: the room is tried again, later and later, and other rooms and consumers go on.
 */
export interface Consumer {
  /** Names its cursors in the database and its metrics. Never changed once it is released. */
  readonly name: string
  /** How often it looks for new events. */
  readonly everyMs: number
  /** @returns `seq` up to which it is done. It gets what is above it again in its next round. */
  handle(batch: Batch): Promise<number>
}
