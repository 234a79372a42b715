/** The most that an address may do: `amount` (requests, frames or bytes) in `seconds`, at once or spread. */
export interface Rate {
  readonly amount: number
  readonly seconds: number
}

interface KindOfCost {
  /** Amount that each place of `MAX_CONNECTIONS_PER_ADDRESS` adds to the rate, per `RATE_SECONDS`. */
  readonly perPlace: number
  /** Completes the sentence of a refusal: "Too many …". */
  readonly what: string
}

/** Rates assume at least this many places: a low cap on WebSockets is no wish for few pages. */
export const PLACES_MIN = 25

/** The number of users that one address may have. */
export function placesOf(config: { readonly MAX_CONNECTIONS_PER_ADDRESS: number }): number {
  return Math.max(PLACES_MIN, config.MAX_CONNECTIONS_PER_ADDRESS)
}

/** Window of all default rates: long enough for an office that reconnects at once, short enough to wait for. */
export const RATE_SECONDS = 10

/**
 * Everything that costs the server something, with its default rate per address. The rates scale with
 * `MAX_CONNECTIONS_PER_ADDRESS`, the number of users that one address may have: 200 by default.
 */
export const COSTS = {
  /**
   * 40 per second at 200 places: 200 tabs may reload at once. A render takes 6 ms, so an address gets a quarter core.
   */
  'page': { perPlace: 2, what: 'pages were opened' },
  /** 200 first visits at once. Sealing a cookie takes a millisecond. */
  'session': { perPlace: 1, what: 'sessions were asked for' },
  /**
   * Three pages per user, all scrolling up at once. A page takes 4 ms of the event loop, 1.5 ms of the reader thread.
   */
  'history': { perPlace: 3, what: 'pages of history were read' },
  /** Attempts, refused ones included. This stops a loop before parsing; `RATE_LIMIT` counts published messages. */
  'post': { perPlace: 10, what: 'messages were posted' },
  /** Attempts. `RATE_LIMIT` counts changes, each of which goes through all connections of all processes. */
  'rename': { perPlace: 3, what: 'changes of name were asked for' },
  /**
   * Attempts, refused ones included: sign-in, sign-up, one-time links. A password costs a quarter second of a core, so
   * that few of them are hashed at a time.
   */
  'sign-in': { perPlace: 1, what: 'tries to sign in were made' },
  /** Four attempts per place: after a restart all 200 tabs reconnect, and some need a second attempt. */
  'upgrade': { perPlace: 4, what: 'WebSockets were opened' },
  /** 64 MB at 200 places. Joins and resumes consume the bytes of their answers, 256 KB to 3.6 MB each. */
  'bytes': { perPlace: 320 * 1024, what: 'bytes were asked for' },
  /** Half of what one connection may send (`FRAMES_MAX`), since the users of an office do not all send at once. */
  'frame': { perPlace: 150, what: 'frames were sent' },
  /** A scrape takes 1.5 ms. Prometheus scrapes every 15 s. */
  'metrics': { perPlace: 1, what: 'metrics were read' },
  /** Files of the page, health checks, unknown paths. A first page load has about 15 files, which browsers cache. */
  'other': { perPlace: 30, what: 'requests were made' },
} as const satisfies Record<string, KindOfCost>

export type RateKind = keyof typeof COSTS

export function isRateKind(name: string): name is RateKind {
  return Object.hasOwn(COSTS, name)
}

/** Rates of `ADDRESS_RATES`, which replace the defaults; null for a kind without a limit. */
export type RateOverrides = Readonly<Partial<Record<RateKind, Rate | null>>>
