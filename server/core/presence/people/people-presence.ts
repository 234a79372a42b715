import type { ControlMessage } from '../../bus/bus'

export type PeopleChange = Omit<Extract<ControlMessage, { type: 'people' }>, 'type'>

/** `away`: connected, but idle or hidden on all devices. */
export type Whereabouts = 'online' | 'away'

/**
 * Whereabouts user by user. Of several connections, on any processes, the most active one counts.
 *
 * Each driver MUST forget the users of a dead process within `PEOPLE_LIFE_MS`. It MUST NOT make `put` wait or throw. It
 * MUST keep nothing of a user that was put as null.
 */
export interface PeoplePresence {
  /** Sets what this process's connections say about a user; null if there are none, or the user hides it. */
  put(person: string, here: Whereabouts | null): void
  /**
   * Whereabouts of these users on all processes; a missing one is offline. Never rejects: without Redis it gives what
   * this process knows.
   */
  read(people: readonly string[]): Promise<ReadonlyMap<string, Whereabouts>>
  /** Calls back with users whose whereabouts may have changed. */
  onChange(listener: (people: readonly string[]) => void): void
  /** To be called when a process says that users changed there. Messages of this process are ignored. */
  refresh(change: PeopleChange): void
  close(): Promise<void>
}

/**
 * Users of a dead process are forgotten after this. Together with the time between two readings it stays below 30 s.
 */
export const PEOPLE_LIFE_MS = 20_000

/** How often a process writes its users again, and reads the watched ones: well within their life. */
export const PEOPLE_RENEWED_EVERY_MS = 8_000

/** The most active of several reports. */
export function mostActive(...all: readonly (Whereabouts | null | undefined)[]): Whereabouts | null {
  return all.includes('online') ? 'online' : all.includes('away') ? 'away' : null
}
