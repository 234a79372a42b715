import { createThrottle } from '../throttle'
import type { PeoplePresence, Whereabouts } from './people-presence'

/** Changes within this time are reported together. */
const LEAD_MS = 50

export interface MemoryPeopleOptions {
  readonly leadMs?: number
}

/** The users of a single process. */
export function createMemoryPeople({ leadMs = LEAD_MS }: MemoryPeopleOptions = {}): PeoplePresence {
  const here = new Map<string, Whereabouts>()
  const listeners: ((people: readonly string[]) => void)[] = []
  const changes = createThrottle({
    leadMs,
    intervalMs: leadMs,
    run: people => listeners.forEach(listener => listener(people)),
  })

  return {
    put(person, where) {
      if ((here.get(person) ?? null) === where) return
      if (where === null) here.delete(person)
      else here.set(person, where)
      changes.mark(person)
    },
    async read(people) {
      const found = new Map<string, Whereabouts>()
      for (const person of people) {
        const where = here.get(person)
        if (where) found.set(person, where)
      }
      return found
    },
    onChange: listener => void listeners.push(listener),
    refresh: ({ people }) => people.forEach(person => changes.mark(person)),
    close: async () => changes.close(),
  }
}
