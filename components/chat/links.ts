import type { find } from 'linkifyjs'

/** A piece of a message: plain text, or a link when `href` is set. */
export interface Segment {
  readonly text: string
  readonly href: string | null
}

type Finder = typeof find

/** What a link begins with. A word that merely ends like a domain (`README.md`, `start.sh`) leads to strangers. */
const BEGINS = /^(?:https?:\/\/|www\.|mailto:)/i
const MAY_HOLD_LINK = /https?:\/\/|www\.|@|mailto:/i
const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** Characters that no address contains as they are: blanks, and the punctuation of Chinese and Japanese, dashes and quotes of all. */
const ENDS_ADDRESS = String.raw`\p{White_Space}\u3001-\u3004\u3008-\u3020\u3030\u303D\uFF01-\uFF0F\uFF1A-\uFF20\uFF3B-\uFF40\uFF5B-\uFF65\uFE10-\uFE19\uFE30-\uFE6F\u2014\u2018-\u201F\u2026\u22EF`
const PIECES = new RegExp(`[${ENDS_ADDRESS}]+`, 'u')

const CJK = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]`
/** Where an address of plain letters and a sentence meet that is written without blanks: before the address, and after its host. */
const SEAMS = new RegExp([
  String.raw`(?<=${CJK})(?=https?:\/\/|www\.|[\w.+-]{1,64}@)`,
  String.raw`(?<=(?:https?:\/\/|www\.)[\w.-]{0,253}\w\.[a-z]{2,63}(?::\d+)?)(?=${CJK})`,
].join('|'), 'iu')

/** Characters that turn the direction of what follows, or that nobody sees. */
const UNSEEN = /\p{Default_Ignorable_Code_Point}|\p{Bidi_Control}|\p{Cc}/u

/** Labels of a host whose letters are what they look like: of one script, and of none whose letters pass for Latin ones. */
const HONEST_LABEL = new RegExp([
  String.raw`[\w\u00DF-\u00F6\u00F8-\u00FF-]+`,
  String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇ー\d-]*[\p{Script=Han}\p{Script=Hiragana}々][\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}々〇ー\d-]*`,
  ...['Hangul', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Tamil', 'Georgian'].map(script => String.raw`[\p{Script=${script}}\p{M}\d-]+`),
].map(label => `^(?:${label})$`).join('|'), 'iu')
const CYRILLIC_HOST = /^(?:[\p{Script=Cyrillic}\d-]+\.)+\p{Script=Cyrillic}{2,}$/u

/** A text that can't hold a link: the link finder need not be loaded for it. */
export function mayHoldLink(text: string): boolean {
  return MAY_HOLD_LINK.test(text)
}

function urlOf(href: string): URL | null {
  try {
    const url = new URL(href)
    // What stands before an `@` looks like the host and is none.
    return SAFE_PROTOCOLS.has(url.protocol) && url.username === '' ? url : null
  }
  catch {
    return null
  }
}

function isHonestHost(host: string): boolean {
  return CYRILLIC_HOST.test(host) || host.split('.').every(label => label === '' || HONEST_LABEL.test(label))
}

/** What is shown of a link is what it is: where a reader could be deceived, the address as the browser will ask for it. */
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

/** Where the pieces of `text` begin and end in which an address may stand. */
function piecesOf(text: string): { readonly text: string, readonly from: number }[] {
  let from = 0
  return text.split(new RegExp(`(${PIECES.source})`, 'u')).flatMap(part => part.split(SEAMS)).map((part) => {
    const piece = { text: part, from }
    from += part.length
    return piece
  })
}

/**
 * Cuts `text` at the links that `find` sees in it. Only http, https and mailto become links. Of the text nothing is lost or changed, but that a link
 * which is not what it looks like is shown as the address it leads to.
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
