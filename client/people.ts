import { PEOPLE_WATCHED_MAX } from '#shared/limits'
import type { ClientFrame } from '#shared/schemas/frames'
import type { PersonState } from '#shared/schemas/user'

export type PeopleStates = ReadonlyMap<string, PersonState>

const NOBODY: PeopleStates = new Map()

/** Whereabouts of the users that the page shows. */
export interface People {
  /** The same map as before if nothing changed. Empty without a connection, since then they are unknown. */
  states(): PeopleStates
  /** Sets the shown users, in place of the previous ones. */
  watch(people: readonly string[]): void
  up(): void
  down(): void
  told(people: readonly PersonState[]): void
}

export function createPeople(send: (frame: ClientFrame) => boolean, changed: () => void): People {
  let watched: readonly string[] = []
  let states = NOBODY

  function become(next: PeopleStates): void {
    states = next
    changed()
  }

  function tell(): void {
    send({ type: 'watch', people: [...watched] })
  }

  return {
    states: () => states,
    watch(people) {
      const next = [...new Set(people)].slice(0, PEOPLE_WATCHED_MAX)
      if (next.length === watched.length && next.every((person, index) => person === watched[index])) return
      watched = next
      tell()
      const kept = [...states].filter(([person]) => next.includes(person))
      if (kept.length < states.size) become(new Map(kept))
    },
    up() {
      if (watched.length > 0) tell()
    },
    down() {
      if (states.size > 0) become(NOBODY)
    },
    told: people => become(new Map([...states, ...people.map(state => [state.id, state] as const)])),
  }
}
