import { isUtf8 } from 'node:buffer'
import { ParleyError } from '../errors/parley-error'
import { isUtf8Charset } from './charset'
import { parseContentType } from './content-type'

const OR_URL_ENCODED = 'or a url-encoded form'

const HEAD_END = '\r\n\r\n'

/** Undici reads all parts as UTF-8 and hides their headers, so other charsets are refused here. */
function checkCharset(charset: string | null): void {
  if (isUtf8Charset(charset) || charset?.toLowerCase() === 'us-ascii') return
  const problem = `multipart/form-data must be UTF-8, not '${charset?.slice(0, 40)}'.`
  throw new ParleyError('unsupported', `${problem} Send UTF-8, or a url-encoded form with its charset.`)
}

/** The charsets that the parts name in their own headers. */
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
 * Parses a `multipart/form-data` body in UTF-8.
 * @throws ParleyError `unsupported` for another charset of the body or a part; `invalid` for an invalid form or UTF-8
 */
export async function parseMultipart(body: Buffer, contentType: string): Promise<FormData> {
  checkCharset(parseContentType(contentType).charset)
  charsetsOfParts(body, contentType).forEach(checkCharset)
  let form: FormData
  try {
    form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  }
  catch {
    const remedy = `Send multipart/form-data with its boundary, ${OR_URL_ENCODED}.`
    throw new ParleyError('invalid', `The form can't be read. ${remedy}`)
  }
  // Files may hold any bytes. A text field with a replaced byte was not valid UTF-8.
  const isReplaced = (value: unknown) => typeof value === 'string' && value.includes('\uFFFD')
  if (!isUtf8(body) && [...form.values()].some(isReplaced)) {
    const remedy = `Send it as UTF-8, ${OR_URL_ENCODED} with its charset.`
    throw new ParleyError('invalid', `A field of the form is not valid utf-8. ${remedy}`)
  }
  return form
}
