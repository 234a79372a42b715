import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Config } from '../../platform/config/schema'
import { ParleyError } from '../../platform/errors/parley-error'

export type MetricsConfig = Pick<Config, 'METRICS_TOKEN' | 'PUBLIC_ORIGIN' | 'TRUST_PROXY'>

export interface Scraper {
  /** The address of the socket itself, not of any header. */
  readonly address: string | undefined
  readonly headers: IncomingHttpHeaders
}

export function scraperOf({ socket, headers }: IncomingMessage): Scraper {
  return { address: socket.remoteAddress, headers }
}

/** An address of this machine, as a socket names it. */
const LOOPBACK = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/

/** Headers by which a proxy names its client. */
const PASSED_ON = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|x-client-ip|true-client-ip|cf-connecting-ip)$/

/**
 * Names that only mean this machine. A foreign page whose own name points here (DNS rebinding) still asks by that name.
 */
const LOCAL_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i

const digest = (text: string) => createHash('sha256').update(text).digest()

/**
 * Whether a scraper may read what is only for the operator. With `METRICS_TOKEN`: every scraper that has it, from
 * anywhere. Without: a program on the same machine that asks directly. A proxy on this machine looks the same, so where
 * there may be one (`PUBLIC_ORIGIN`, `TRUST_PROXY`) a token is needed. An address of a private network proves nothing:
 * inside a container the whole internet comes from one.
 */
export function mayScrape(
  { address, headers }: Scraper,
  { METRICS_TOKEN: token, PUBLIC_ORIGIN, TRUST_PROXY }: MetricsConfig,
): boolean {
  if (token !== undefined) {
    const [, given] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? []
    return given !== undefined && timingSafeEqual(digest(given), digest(token))
  }
  if (
    PUBLIC_ORIGIN.length > 0
    || TRUST_PROXY > 0
    || !LOOPBACK.test(address ?? '')
    || !LOCAL_HOST.test(headers.host ?? '')
  )
    return false
  return !Object.keys(headers).some(name => PASSED_ON.test(name))
}

/** Admits a scraper, or says what to do. @throws ParleyError `unauthorized` or `forbidden` */
export function checkScraper(scraper: Scraper, config: MetricsConfig): void {
  if (mayScrape(scraper, config)) return
  if (config.METRICS_TOKEN !== undefined)
    throw new ParleyError('unauthorized', 'Send the METRICS_TOKEN of this server: Authorization: Bearer <token>.')
  throw new ParleyError(
    'forbidden',
    'Metrics are only for programs on the same machine that ask http://127.0.0.1 directly. The operator can set METRICS_TOKEN to read them from elsewhere or through a proxy.',
  )
}
