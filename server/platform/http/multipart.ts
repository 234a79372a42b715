import { isUtf8 } from 'node:buffer'
import { ParleyError } from '../errors/parley-error'
import { isUtf8Charset } from './charset'
import { parseContentType } from './content-type'

const HEAD_END = '\r\n\r\n'

/** The library reads all parts as UTF-8 and keeps their headers to itself. */
function checkCharset(charset: string | null): void {
  if (isUtf8Charset(charset) || charset?.toLowerCase() === 'us-ascii') return
  throw new ParleyError('unsupported', `multipart/form-data is read as UTF-8, not as '${charset?.slice(0, 40)}'. Send UTF-8, or an url-encoded form with its charset.`)
}

/** The charsets that parts name in headers of their own. */
function charsetsOfParts(body: Buffer, contentType: string): (string | null)[] {
  const [, quoted, bare] = /;\s*boundary\s*=\s*(?:"([^"]*)"|([^\s;]*))/i.exec(contentType) ?? []
  const parts = body.toString('latin1').split(`--${quoted ?? bare ?? ''}`)
  return parts.flatMap((part) => {
    const head = part.slice(0, Math.max(0, part.indexOf(HEAD_END)))
    const [, type] = /\r\ncontent-type:([^\r]*)/i.exec(head) ?? []
    return type === undefined ? [] : [parseContentType(type).charset]
  })
}

/**
 * Reads a `multipart/form-data` body, in UTF-8.
 * @throws ParleyError `unsupported` for another charset, of the body or of a part; `bad_frame` for a body that is no form, or no UTF-8
 */
export async function parseMultipart(body: Buffer, contentType: string): Promise<FormData> {
  checkCharset(parseContentType(contentType).charset)
  charsetsOfParts(body, contentType).forEach(checkCharset)
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  }
  catch {
    throw new ParleyError('bad_frame', 'The form can\'t be read. Send multipart/form-data with its boundary, or an url-encoded form.')
  }
  // Files may hold any bytes. A field that holds a replaced byte was no text.
  const replaced = !isUtf8(body) && [...form.values()].some(value => typeof value === 'string' && value.includes('\uFFFD'))
  if (replaced) throw new ParleyError('bad_frame', 'A field of the form is not valid utf-8. Send it as UTF-8, or an url-encoded form with its charset.')
  return form
}
