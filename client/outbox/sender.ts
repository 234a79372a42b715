import type { ClientFrame } from '#shared/schemas/frames'
import type { Cancel, Clock, Locks } from '../environment'
import { commandOf, type OutboxItem } from './item'

/**
 * A message without an answer in this time, on a living connection, is sent again. Its client id keeps it from being in
 * the log twice.
 */
export const ACK_DEADLINE_MS = 10_000

export interface SenderDeps {
  readonly clock: Clock
  readonly locks: Locks
  /** Name of the lock: one tab of a user at a time sends in a room. */
  readonly lock: string
  /** Whether the room is joined on an open connection, so that an acknowledged `seq` belongs to the shown log. */
  ready(): boolean
  next(): OutboxItem | null
  /** The present command; null if it no longer waits. */
  item(clientId: string): OutboxItem | null
  send(frame: ClientFrame): boolean
  /** To be called when the command was given to the connection. */
  wired(clientId: string): void
  /** Whether it changes a message of another log than the shown one, which may have another message there. */
  isOutdated(item: OutboxItem): boolean
  /** The command will not be sent, since its message is not in this log. */
  lost(clientId: string): void
}

/** Sends one room's outbox in order, one command at a time. */
export interface Sender {
  /** To be called whenever the queue, the connection or the join changed. */
  pump(): void
  /** To be called when the connection is closed: the answer to the current command is lost. */
  lost(): void
  /** To be called when the command was answered, or no longer waits. */
  answered(clientId: string): void
  /** Runs `job` as soon as no other tab sends in this room, whether this tab can send or not. */
  withLock(job: () => void): void
}

export function createSender(deps: SenderDeps): Sender {
  let onItsWay: string | null = null
  let cancelTimer: Cancel = () => {}
  let jobs: (() => void)[] = []
  let lock: { held: boolean, giveBack: Cancel } | null = null

  function rest(): void {
    const { giveBack } = lock ?? {}
    onItsWay = null
    cancelTimer()
    lock = null
    giveBack?.()
  }

  function takeLock(): void {
    if (lock) return
    const mine = { held: false, giveBack: () => {} }
    lock = mine
    mine.giveBack = deps.locks.take(deps.lock, {
      got() {
        mine.held = true
        pump()
      },
      lost() {
        if (lock !== mine) return
        rest()
        pump()
      },
    })
    if (lock !== mine) mine.giveBack() // acquired and finished at once
  }

  function pump(): void {
    const item = deps.ready() ? deps.next() : null
    if (!item && jobs.length === 0) return rest()
    if (!lock?.held) return takeLock()
    if (jobs.length > 0) return work()
    if (!item) return
    if (onItsWay !== null && deps.item(onItsWay)) return
    onItsWay = null
    cancelTimer()
    const now = deps.clock.elapsed()
    if (deps.isOutdated(item)) deps.lost(item.clientId)
    else if (item.notBefore > now) cancelTimer = deps.clock.after(item.notBefore - now, pump)
    else send(item)
  }

  function work(): void {
    const due = jobs
    jobs = []
    due.forEach(job => job())
    pump()
  }

  function lost(): void {
    rest()
    if (jobs.length > 0) pump()
  }

  function send(item: OutboxItem): void {
    const { clientId } = item
    onItsWay = clientId
    cancelTimer = deps.clock.after(ACK_DEADLINE_MS, () => answered(clientId))
    if (deps.send(commandOf(item))) deps.wired(clientId)
    else rest()
  }

  function answered(clientId: string): void {
    if (onItsWay !== clientId) return
    onItsWay = null
    cancelTimer()
    pump()
  }

  return {
    pump,
    lost,
    answered,
    withLock(job) {
      jobs.push(job)
      pump()
    },
  }
}
