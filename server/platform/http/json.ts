import { ParleyError } from '../errors/parley-error'
import { decodeText } from './charset'

/**
 * Parses a body as JSON.
 * @param charset as the sender named it; null for UTF-8
 * @param remedy a sentence that says what to send
 * @throws ParleyError `invalid`, and `unsupported` for an unknown charset
 */
export function parseJson(body: Buffer, charset: string | null, remedy: string): unknown {
  const text = decodeText(body, charset)
  try {
    return JSON.parse(text)
  }
  catch {
    throw new ParleyError('invalid', `The body is not JSON. ${remedy}`)
  }
}
