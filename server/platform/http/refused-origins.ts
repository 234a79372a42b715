import { logger } from '../logging/logger'

/** The operator reads of an origin once per this time. */
const EVERY_MS = 60 * 60 * 1000

/** Origins remembered; whoever sends more of them than a person would is not worth a line each. */
const REMEMBERED_MAX = 100

/** Longer texts are no origin of a browser. */
const SHOWN_MAX_CHARS = 200

export interface RefusedOrigin {
  readonly origin: string
  readonly host: string
}

/** Tells the operator which origins are refused and what to do: otherwise people only see that the connection is lost. */
export class RefusedOrigins {
  private readonly toldAt = new Map<string, number>()

  /** @param now a monotonic clock, in ms */
  constructor(
    private readonly log: (refused: RefusedOrigin) => void = logRefused,
    private readonly now = () => performance.now(),
  ) {}

  add(origin: string, host: string): void {
    const now = this.now()
    for (const [known, toldAt] of this.toldAt) if (now - toldAt >= EVERY_MS) this.toldAt.delete(known)
    if (this.toldAt.has(origin) || this.toldAt.size >= REMEMBERED_MAX) return
    this.toldAt.set(origin, now)
    this.log({ origin: origin.slice(0, SHOWN_MAX_CHARS), host: host.slice(0, SHOWN_MAX_CHARS) })
  }
}

function logRefused({ origin, host }: RefusedOrigin): void {
  logger.warn({ origin, host }, `pages of ${origin} are refused: they asked the host '${host}'. If this is your site, list it: PUBLIC_ORIGIN=${origin}. Said once per hour.`)
}
