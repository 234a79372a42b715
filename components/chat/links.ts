import type { find } from 'linkifyjs'

/** A piece of a message: plain text, or a link if `href` is set. */
export interface Segment {
  readonly text: string
  readonly href: string | null
}

type Finder = typeof find

/**
 * Beginnings of a link. A word that merely ends like a domain (`README.md`, `start.sh`) would lead to a stranger's
 * site.
 */
const BEGINS = /^(?:https?:\/\/|www\.|mailto:)/i
const MAY_HOLD_LINK = /https?:\/\/|www\.|@|mailto:/i
const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** Characters that no address contains unescaped: blanks, Chinese and Japanese punctuation, dashes and quotes. */
const ENDS_ADDRESS = String.raw`\p{White_Space}\u3001-\u3004\u3008-\u3020\u3030\u303D\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFE10-\uFE19\uFE30-\uFE6F\u2014\u2018-\u201F\u2026\u22EF`
const PIECES = new RegExp(`[${ENDS_ADDRESS}]+`, 'u')

const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`
/** Where an address of plain letters meets a sentence without blanks: before the address, and after its host. */
const SEAMS = new RegExp([
  String.raw`(?<=${CJK})(?=https?:\/\/|www\.|[\w.+-]{1,64}@)`,
  String.raw`(?<=(?:https?:\/\/|www\.)[\w.-]{0,253}\w\.[a-z]{2,63}(?::\d+)?)(?=${CJK})`,
].join('|'), 'iu')

/** Characters that change the direction of text, or are invisible. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|\p{Cc}/u

/** Labels of a host whose letters are what they look like: of one script, and of none that resembles Latin. */
const HONEST_LABEL = new RegExp(
  [
    String.raw`[\w\u00DF-\u00F6\u00F8-\u00FF-]+`,
    String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇ー\d-]*[\p{Script=Han}\p{Script=Hiragana}々][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇ー\d-]*`,
    ...['Hangul', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Tamil', 'Georgian'].map(
      script => String.raw`[\p{Script=${script}}\p{M}\d-]+`,
    ),
  ]
    .map(label => `^(?:${label})$`)
    .join('|'),
  'iu',
)
const CYRILLIC_HOST = /^(?:[\p{Script=Cyrillic}\d-]+\.)+\p{Script=Cyrillic}{2,}$/u

/** Whether a text can contain a link. If not, the link finder is not loaded for it. */
export function mayHoldLink(text: string): boolean {
  return MAY_HOLD_LINK.test(text)
}

function urlOf(href: string): URL | null {
  try {
    const url = new URL(href)
    // Text before an `@` looks like the host but is not.
    return SAFE_PROTOCOLS.has(url.protocol) && url.username === '' ? url : null
  }
  catch {
    return null
  }
}

function isHonestHost(host: string): boolean {
  return CYRILLIC_HOST.test(host) || host.split('.').every(label => label === '' || HONEST_LABEL.test(label))
}

/** The text of a link. If it could deceive a reader, the address is shown as the browser will request it. */
function shown(text: string, url: URL): string {
  if (url.protocol === 'mailto:') return UNSEEN.test(text) ? url.href : text
  const host = /^(?:https?:\/\/)?([^/?#:]*)/iu.exec(text)?.[1] ?? ''
  return UNSEEN.test(text) || !isHonestHost(host) ? url.href : text
}

function addressesOf(piece: string, find: Finder) {
  return find(piece, { defaultProtocol: 'https' }).flatMap(({ type, start, end, value, href }) => {
    const url = type === 'email' || BEGINS.test(value) ? urlOf(href) : null
    return url ? [{ start, end, url }] : []
  })
}

/** The bounds of the pieces of `text` in which an address may be. */
function piecesOf(text: string): { readonly text: string, readonly from: number }[] {
  let from = 0
  return text.split(new RegExp(`(${PIECES.source})`, 'u')).flatMap(part => part.split(SEAMS)).map((part) => {
    const piece = { text: part, from }
    from += part.length
    return piece
  })
}

/**
 * Splits `text` at the links that `find` sees in it. Only http, https and mailto become links. No text is lost or
 * changed, except that a deceptive link shows its real address.
 */
export function segmentsOf(text: string, find: Finder): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const piece of piecesOf(text)) {
    if (!mayHoldLink(piece.text)) continue
    for (const { start, end, url } of addressesOf(piece.text, find)) {
      const at = piece.from + start
      if (at > from) segments.push({ text: text.slice(from, at), href: null })
      from = piece.from + end
      segments.push({ text: shown(text.slice(at, from), url), href: url.href })
    }
  }
  if (from < text.length) segments.push({ text: text.slice(from), href: null })
  return segments
}
