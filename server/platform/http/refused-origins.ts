import { logger } from '../logging/logger'

/** An origin is logged once per this time. */
const EVERY_MS = 60 * 60 * 1000

/** Origins remembered. More come only from a program, and are not worth a line each. */
const REMEMBERED_MAX = 100

/** No browser sends a longer origin. */
const SHOWN_MAX_CHARS = 200

export interface RefusedOrigin {
  readonly origin: string
  readonly host: string
}

/** Logs which origins are refused and the remedy. Otherwise users see only a lost connection. */
export class RefusedOrigins {
  private readonly loggedAt = new Map<string, number>()

  /** @param now a monotonic clock, in ms */
  constructor(
    private readonly log: (refused: RefusedOrigin) => void = logRefused,
    private readonly now = () => performance.now(),
  ) {}

  add(origin: string, host: string): void {
    const now = this.now()
    for (const [known, loggedAt] of this.loggedAt) if (now - loggedAt >= EVERY_MS) this.loggedAt.delete(known)
    if (this.loggedAt.has(origin) || this.loggedAt.size >= REMEMBERED_MAX) return
    this.loggedAt.set(origin, now)
    this.log({ origin: origin.slice(0, SHOWN_MAX_CHARS), host: host.slice(0, SHOWN_MAX_CHARS) })
  }
}

function logRefused({ origin, host }: RefusedOrigin): void {
  const remedy = `If this is your site, list it: PUBLIC_ORIGIN=${origin}. Logged once per hour.`
  logger.warn({ origin, host }, `A page of ${origin} was refused. It connected to the host '${host}'. ${remedy}`)
}
