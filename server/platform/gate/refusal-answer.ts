import type { ServerResponse } from 'node:http'
import { TWO_HOSTS } from './two-hosts'
import { COSTS, type RateKind } from '../limits/address-rates/kinds'

export interface PreparedAnswer {
  readonly contentType: string
  readonly body: Buffer
  readonly retryAfter?: string
}

/** Longest wait whose answer is cached: each rate of 10 s has ten of them. */
const KEPT_SECONDS = 60

const kept = new Map<string, PreparedAnswer>()

/** The answer to a client above a rate: JSON as of any route, or a plain sentence where a person opens a page. */
export function refusalAnswer(kind: RateKind, waitMs: number): PreparedAnswer {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000))
  const key = `${kind} ${seconds}`
  const known = kept.get(key)
  if (known) return known
  const answer = prepare(kind, seconds)
  if (seconds <= KEPT_SECONDS) kept.set(key, answer)
  return answer
}

function prepare(kind: RateKind, seconds: number): PreparedAnswer {
  const tooMany = `Too many ${COSTS[kind].what} from your address: all who share it count together.`
  const message = `${tooMany} Wait ${seconds} s and try again.`
  const retryAfter = String(seconds)
  if (kind === 'page' || kind === 'other') {
    return { contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${message}\n`), retryAfter }
  }
  const body = Buffer.from(JSON.stringify({ error: { code: 'rate_limited', message, retryAfterMs: seconds * 1000 } }))
  return { contentType: 'application/json', body, retryAfter }
}

/** Sends the answer. With `close` the rest of the request's body is not read. */
export function sendAnswer(
  response: ServerResponse, status: 400 | 429 | 503, answer: PreparedAnswer, close: boolean,
): void {
  const { contentType, body, retryAfter } = answer
  response.writeHead(status, [
    'Content-Type', contentType,
    'Content-Length', String(body.length),
    'Cache-Control', 'no-store',
    ...(retryAfter === undefined ? [] : ['Retry-After', retryAfter]),
    ...(close ? ['Connection', 'close'] : []),
  ]).end(body)
}

const BUSY_PAGE: PreparedAnswer = {
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from('The server is busy. Wait 2 s and reload the page.\n'),
  retryAfter: '2',
}

/** The answer to a request that says twice for which host it is. */
export const TWO_HOSTS_ANSWER: PreparedAnswer = {
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from(`${TWO_HOSTS}\n`),
}

const BUSY_JSON: PreparedAnswer = {
  contentType: 'application/json',
  body: Buffer.from(JSON.stringify({
    error: { code: 'unavailable', message: 'The server is busy. Wait 2 s and try again.', retryAfterMs: 2_000 },
  })),
  retryAfter: '2',
}

/** The answer when too many requests wait. */
export function busyAnswer(kind: RateKind): PreparedAnswer {
  return kind === 'page' ? BUSY_PAGE : BUSY_JSON
}
