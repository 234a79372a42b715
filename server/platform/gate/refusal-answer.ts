import type { ServerResponse } from 'node:http'
import { COSTS, type RateKind } from '../limits/address-rates/kinds'

export interface PreparedAnswer {
  readonly contentType: string
  readonly body: Buffer
  readonly retryAfter: string
}

/** Answers are kept for waits up to this long: each rate of 10 s has ten of them. */
const KEPT_SECONDS = 60

const kept = new Map<string, PreparedAnswer>()

/** What a client above a rate reads: JSON as of any route, and one plain sentence where a person opens a page. */
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
  const message = `Too many ${COSTS[kind].what} from your address: all who share it count together. Wait ${seconds} s and try again.`
  const retryAfter = String(seconds)
  if (kind === 'page' || kind === 'other') return { contentType: 'text/plain; charset=utf-8', body: Buffer.from(`${message}\n`), retryAfter }
  const body = Buffer.from(JSON.stringify({ error: { code: 'rate_limited', message, retryAfterMs: seconds * 1000 } }))
  return { contentType: 'application/json', body, retryAfter }
}

/** Sends it. The body of the request, if there is one, is not read any further where the connection is to be closed. */
export function sendAnswer(response: ServerResponse, status: 429 | 503, { contentType, body, retryAfter }: PreparedAnswer, close: boolean): void {
  response.writeHead(status, [
    'Content-Type', contentType,
    'Content-Length', String(body.length),
    'Cache-Control', 'no-store',
    'Retry-After', retryAfter,
    ...(close ? ['Connection', 'close'] : []),
  ]).end(body)
}

/** Where too many pages wait to be rendered. */
export const BUSY_ANSWER: PreparedAnswer = {
  contentType: 'text/plain; charset=utf-8',
  body: Buffer.from('The server is busy. Wait 2 s and reload the page.\n'),
  retryAfter: '2',
}
