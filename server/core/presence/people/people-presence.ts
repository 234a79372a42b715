import type { ControlMessage } from '../../bus/bus'

export type PeopleChange = Omit<Extract<ControlMessage, { type: 'people' }>, 'type'>

/** `away`: connected, but idle or out of sight on all devices. */
export type Whereabouts = 'online' | 'away'

/**
 * Which users are here, user by user. Of several connections the most active one counts, on any process.
 *
 * Each driver MUST forget the users of a process that died within `PEOPLE_LIFE_MS`; MUST never make `put` wait or
 * throw; and MUST keep nothing of a user that was put as null.
 */
export interface PeoplePresence {
  /** What the connections of this process say of a user; null: there is none, or the user hides it. */
  put(person: string, here: Whereabouts | null): void
  /** Where these users are, on any process; who is missing is offline. Never rejects: without Redis it is what this process knows. */
  read(people: readonly string[]): Promise<ReadonlyMap<string, Whereabouts>>
  /** Calls back with users who may be elsewhere now than they were. */
  onChange(listener: (people: readonly string[]) => void): void
  /** A process says that users changed there. What came from this one is ignored. */
  refresh(change: PeopleChange): void
  close(): Promise<void>
}

/** Users of a process that died are forgotten after this. With the time between two readings it stays below 30 s. */
export const PEOPLE_LIFE_MS = 20_000

/** So often a process writes its users again, and reads those that somebody looks at: well within their life. */
export const PEOPLE_RENEWED_EVERY_MS = 8_000

/** The most active of what several sources say. */
export function mostActive(...all: readonly (Whereabouts | null | undefined)[]): Whereabouts | null {
  return all.includes('online') ? 'online' : all.includes('away') ? 'away' : null
}
