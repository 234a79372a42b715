/** Says when this process may write to large rooms. The process holds one permit at a time, for all its large rooms. */
export interface Permits {
  /** Calls `grant` once, now or later. Must not be called again before `release`. */
  ask(grant: () => void): void
  /** To be called when everything under the permit is written. */
  release(): void
}

/** The permits of a process that shares its cores with no other worker. */
export const FREE: Permits = {
  ask: grant => grant(),
  release: () => {},
}
