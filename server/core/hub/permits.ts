/** Says when this process may write to a large room. It holds one permit at a time, for all its large rooms. */
export interface Permits {
  /** Calls `grant` once, at once or later. Not asked again before `release`. */
  ask(grant: () => void): void
  /** What was granted is written. */
  release(): void
}

/** Nobody to share the cores with. */
export const FREE: Permits = {
  ask: grant => grant(),
  release: () => {},
}
