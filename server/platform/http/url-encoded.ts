import { isUtf8 } from 'node:buffer'
import { canonicalCharset, decodeText, isUtf8Charset } from './charset'

/** In these encodings an ASCII byte may be part of another character, so separators are found after decoding. */
const NOT_ASCII = ['utf-16le', 'utf-16be', 'iso-2022-jp']

/** Replaces invalid bytes. The sender may have meant this character, so its presence leads to strict decoding. */
const REPLACEMENT = '\uFFFD'

/**
 * Parses an `application/x-www-form-urlencoded` body or a query.
 * @param charset charset of the bytes, percent-encoded or not; null for UTF-8
 * @throws ParleyError `unsupported` or `invalid`, as `decodeText`
 */
export function parseUrlEncoded(body: Buffer, charset: string | null): URLSearchParams {
  if (isUtf8Charset(charset) && isUtf8(body)) {
    const fields = new URLSearchParams(body.toString('utf8'))
    if (![...fields.values()].some(value => value.includes(REPLACEMENT))) return fields
  }
  if (charset !== null && NOT_ASCII.includes(canonicalCharset(charset))) {
    return new URLSearchParams(decodeText(body, charset))
  }
  // `&`, `=`, `+` and `%` are never the second byte of a character, so they separate before decoding.
  const pairs = body.toString('latin1').split('&').filter(Boolean).map((pair) => {
    const [name = '', ...value] = pair.split('=')
    return [name, value.join('=')].map(part => decodeText(percentDecoded(part), charset))
  })
  return new URLSearchParams(pairs)
}

/** @param part one byte per character */
function percentDecoded(part: string): Buffer {
  const byteOf = (_: string, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))
  const bytes = part.replaceAll('+', ' ').replace(/%([\da-f]{2})/gi, byteOf)
  return Buffer.from(bytes, 'latin1')
}
