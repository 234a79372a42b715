/** What an address may do at most: `amount` (requests, frames or bytes) in `seconds`, all at once or spread. */
export interface Rate {
  readonly amount: number
  readonly seconds: number
}

interface KindOfCost {
  /** What one place of `MAX_CONNECTIONS_PER_ADDRESS` adds to the rate of its address, per `RATE_SECONDS`. */
  readonly perPlace: number
  /** The subject of the sentence that a refused client reads. */
  readonly what: string
}

/** Rates never count for fewer places: a low cap on WebSockets is no wish for few pages. */
export const PLACES_MIN = 25

/** How many people one address may be. */
export function placesOf({ MAX_CONNECTIONS_PER_ADDRESS }: { readonly MAX_CONNECTIONS_PER_ADDRESS: number }): number {
  return Math.max(PLACES_MIN, MAX_CONNECTIONS_PER_ADDRESS)
}

/** All default rates count over this time: long enough for an office that comes back at once, short enough to wait for. */
export const RATE_SECONDS = 10

/**
 * Everything that costs the server something, with its default rate per address. The rates grow with
 * `MAX_CONNECTIONS_PER_ADDRESS`, which says how many people one address may be: 200 by default.
 */
export const COSTS = {
  /** 40 per second at 200 places. Rendering takes 6 ms, so one address gets a quarter of a core; 200 tabs reload at once. */
  page: { perPlace: 2, what: 'pages were opened' },
  /** 200 first visits at once. Sealing a cookie takes a millisecond. */
  session: { perPlace: 1, what: 'sessions were asked for' },
  /** Three pages per person, all scrolling up at once. One page takes 4 ms of the event loop and 1.5 ms of the reader thread. */
  history: { perPlace: 3, what: 'pages of history were read' },
  /** Attempts, refused ones included. `RATE_LIMIT` counts what is published; this only stops a loop before it is parsed. */
  post: { perPlace: 10, what: 'messages were posted' },
  /** Attempts. `RATE_LIMIT` counts names that change; each one is shown to all connections of all processes. */
  rename: { perPlace: 3, what: 'changes of name were asked for' },
  /** Four tries per place: after a restart all 200 tabs come back, and some need a second try. */
  upgrade: { perPlace: 4, what: 'WebSockets were opened' },
  /** 64 MB at 200 places: joins and resumes are charged by the bytes they are answered, 256 KB to 3.6 MB each. */
  bytes: { perPlace: 320 * 1024, what: 'bytes were asked for' },
  /** Half of what one connection may send alone (`FRAMES_MAX`), since not all of an office speak at once. */
  frame: { perPlace: 150, what: 'frames were sent' },
  /** A scrape takes 1.5 ms. Prometheus asks every 15 s; a person who debugs asks by hand. */
  metrics: { perPlace: 1, what: 'metrics were read' },
  /** Files of the page, health checks and unknown paths. A first page load has about 15 files; proxies and browsers cache them. */
  other: { perPlace: 30, what: 'requests were made' },
} as const satisfies Record<string, KindOfCost>

export type RateKind = keyof typeof COSTS

export function isRateKind(name: string): name is RateKind {
  return Object.hasOwn(COSTS, name)
}

/** What an operator set with `ADDRESS_RATES`: rates that replace the defaults, null for a kind that is not limited. */
export type RateOverrides = Readonly<Partial<Record<RateKind, Rate | null>>>
