import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { setResponseHeaders, type H3Event } from 'h3'
import { requestHeader } from '../../platform/http/request-header'

/** Shorter answers are one or two packets as they are. */
const LEAST_CHARS = 16_000

const compress = promisify(gzip)

/** A long answer in JSON, compressed for a client that takes it so; else as it is. Compressed beside the event loop. */
export async function compressed(event: H3Event, answer: unknown): Promise<unknown> {
  if (!/\bgzip\b/.test(requestHeader(event, 'accept-encoding') ?? '')) return answer
  const text = JSON.stringify(answer)
  if (text === undefined || text.length < LEAST_CHARS) return answer
  setResponseHeaders(event, {
    'content-type': 'application/json', 'content-encoding': 'gzip', 'vary': 'accept-encoding',
  })
  return compress(text)
}
