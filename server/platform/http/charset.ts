import { isUtf8 } from 'node:buffer'
import { ParleyError } from '../errors/parley-error'

const UTF_8 = /^utf-?8$/i

const REMEDY = 'Send UTF-8, or name an encoding that browsers know (WHATWG): '
  + 'gbk, gb18030, big5, shift_jis, euc-kr, windows-1252 …'

/** Whether a charset is UTF-8. Null means UTF-8. */
export function isUtf8Charset(charset: string | null): boolean {
  return charset === null || UTF_8.test(charset)
}

/**
 * Decodes the text of a body.
 * @param charset as the sender named it; null for UTF-8
 * @throws ParleyError `unsupported` for an unknown charset, `invalid` for bytes that are not valid in it
 */
export function decodeText(bytes: Buffer, charset: string | null): string {
  if (isUtf8Charset(charset) && isUtf8(bytes)) return bytes.toString('utf8').replace(/^\uFEFF/, '')
  const decoder = decoderOf(charset ?? 'utf-8')
  try {
    return decoder.decode(bytes)
  }
  catch {
    const remedy = 'Send it as UTF-8, or name its charset: Content-Type: …; charset=gbk.'
    throw new ParleyError('invalid', `The body is not valid ${decoder.encoding}. ${remedy}`)
  }
}

/** The canonical name of a charset, such as `gbk` for `GB2312`. @throws ParleyError `unsupported` */
export function canonicalCharset(charset: string): string {
  return decoderOf(charset).encoding
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset, { fatal: true })
  }
  catch {
    throw new ParleyError('unsupported', `The charset '${charset.slice(0, 40)}' is not known. ${REMEDY}`)
  }
}
