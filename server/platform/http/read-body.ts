import { setResponseHeader, type H3Event } from 'h3'
import { BODY_MAX_BYTES } from '#shared/limits'
import { ParleyError } from '../errors/parley-error'
import { parseContentType } from './content-type'
import { parseJson } from './json'
import { requestHeader } from './request-header'

/**
 * The rest of the body stays unread, so the connection can't be used again. `Connection: close` says so to the client.
 */
function tooLarge(event: H3Event): ParleyError {
  setResponseHeader(event, 'Connection', 'close')
  return new ParleyError('too_long', `The body is larger than ${BODY_MAX_BYTES} bytes. Send a shorter message.`)
}

function checkEncoding(event: H3Event): void {
  const encoding = requestHeader(event, 'content-encoding') ?? 'identity'
  if (/^\s*(?:identity)?\s*$/i.test(encoding)) return
  const problem = `Content-Encoding '${encoding.slice(0, 40)}' is not supported.`
  throw new ParleyError('unsupported', `${problem} Send the body without compression.`)
}

/**
 * Reads the body of a request, never more than `BODY_MAX_BYTES`. Counts while it arrives, since `Content-Length` may be
 * missing or wrong. Not raw-body: its errors would have to be translated one by one, and compressed, truncated and
 * too large bodies are told apart here in fewer lines than that takes.
 * @throws ParleyError `too_long`; `unsupported` if the body is compressed; `invalid` if it is truncated
 */
export function readLimitedBody(event: H3Event): Promise<Buffer> {
  checkEncoding(event)
  if (Number(requestHeader(event, 'content-length') ?? 0) > BODY_MAX_BYTES) throw tooLarge(event)
  const { req } = event.node
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    req.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= BODY_MAX_BYTES) return void chunks.push(chunk)
      req.removeAllListeners('data').pause()
      reject(tooLarge(event))
    })
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    // The client disconnected: no client reads the answer, and the server is not at fault.
    const broken = () => {
      if (!req.readableEnded) reject(new ParleyError('invalid', 'The body did not arrive whole. Send it again.'))
    }
    req.on('error', broken).on('close', broken)
  })
}

/** Reads the body as JSON. @throws ParleyError `invalid`, `unsupported`, `too_long` */
export async function readJson(event: H3Event): Promise<unknown> {
  const body = await readLimitedBody(event)
  const { charset } = parseContentType(requestHeader(event, 'content-type') ?? '')
  return parseJson(body, charset, 'Send a JSON object with Content-Type: application/json.')
}
