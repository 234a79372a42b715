import { setResponseHeader, type H3Event } from 'h3'
import { BODY_MAX_BYTES } from '#shared/limits'
import { ParleyError } from '../errors/parley-error'

/** The rest of the body is not read, so that no other request can follow on this connection: the client is told, else its next one would break. */
function tooLarge(event: H3Event): ParleyError {
  setResponseHeader(event, 'Connection', 'close')
  return new ParleyError('too_long', `The body is larger than ${BODY_MAX_BYTES} bytes. Send a shorter message.`)
}

/**
 * The body of a request, never more than `BODY_MAX_BYTES` in memory: counted while it arrives, since `Content-Length` may be missing or a lie.
 * @throws ParleyError `too_long`; `bad_frame` when it ends before its end
 */
export async function readLimitedBody(event: H3Event): Promise<Buffer> {
  if (Number(event.headers.get('content-length') ?? 0) > BODY_MAX_BYTES) throw tooLarge(event)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of event.node.req) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk))
      size += bytes.length
      if (size > BODY_MAX_BYTES) throw tooLarge(event)
      chunks.push(bytes)
    }
  }
  catch (error) {
    if (error instanceof ParleyError) throw error
    // Who sends went away in the middle: nobody reads the answer, and it is no fault of ours.
    throw new ParleyError('bad_frame', 'The body did not come whole. Send it again.')
  }
  return Buffer.concat(chunks)
}

/** The body as JSON. @throws ParleyError `bad_frame`, `too_long` */
export async function readJson(event: H3Event): Promise<unknown> {
  const body = await readLimitedBody(event)
  try {
    return JSON.parse(body.toString('utf8'))
  }
  catch {
    throw new ParleyError('bad_frame', 'The body is not JSON. Send a JSON object with Content-Type: application/json.')
  }
}
