import type { ClientFrame } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import type { Cancel, Clock } from '../environment'

/** While the user types, the server is notified at this interval. */
export const TYPING_EVERY_MS = 3_000
/** A user who has typed nothing for this long is no longer typing. */
export const TYPING_IDLE_MS = 5_000
/**
 * The server's list expires after this time, so that a lost update does not show "typing" for ever. While users type,
 * the server repeats it every 3 s.
 */
export const TYPING_EXPIRES_MS = 5_000

/** Reports to the server that the user types in one room, and when that ends. */
export interface TypingReport {
  typed(): void
  stopped(): void
}

export function createTypingReport(room: string, clock: Clock, send: (frame: ClientFrame) => boolean): TypingReport {
  /** When the server was last notified; null: it does not show the user as typing. */
  let toldAt: number | null = null
  let cancelStop: Cancel = () => {}
  let cancelTell: Cancel | null = null

  function tell(): void {
    cancelTell = null
    toldAt = send({ type: 'typing', room }) ? clock.elapsed() : null
  }

  function stopped(): void {
    cancelStop()
    cancelTell?.()
    cancelTell = null
    if (toldAt === null) return
    toldAt = null
    send({ type: 'typing', room, stop: true })
  }

  return {
    typed() {
      cancelStop()
      cancelStop = clock.after(TYPING_IDLE_MS, stopped)
      const waitMs = toldAt === null ? 0 : toldAt + TYPING_EVERY_MS - clock.elapsed()
      if (waitMs <= 0) return tell()
      // The next key may come after the server has forgotten this one.
      cancelTell ??= clock.after(waitMs, tell)
    },
    stopped,
  }
}

/** The other users who type in one room. */
export interface Typists {
  users(): readonly User[]
  /** Sets all of them, as the server reports. */
  told(users: readonly User[]): void
  /** These users have sent what they typed. */
  sent(authors: ReadonlySet<string>): void
}

const NOBODY: readonly User[] = []

export function createTypists(clock: Clock, changed: () => void): Typists {
  let users = NOBODY
  let cancel: Cancel = () => {}

  function become(next: readonly User[]): void {
    if (next.length === 0 && users.length === 0) return
    users = next.length === 0 ? NOBODY : next
    changed()
  }

  return {
    users: () => users,
    told(next) {
      cancel()
      if (next.length > 0) cancel = clock.after(TYPING_EXPIRES_MS, () => become(NOBODY))
      become(next)
    },
    sent(authors) {
      if (users.some(({ id }) => authors.has(id))) become(users.filter(({ id }) => !authors.has(id)))
    },
  }
}
