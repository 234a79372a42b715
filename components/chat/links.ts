import type { find } from 'linkifyjs'

/** A piece of a message: plain text, or a link when `href` is set. */
export interface Segment {
  readonly text: string
  readonly href: string | null
}

type Found = Pick<ReturnType<typeof find>[number], 'start' | 'end' | 'href'>

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** A text that holds none of these can't hold a link, and the link finder need not be loaded for it. */
export function mayHoldLink(text: string): boolean {
  return /[.@]|:\/\//.test(text)
}

function safeHref(href: string): string | null {
  return URL.canParse(href) && SAFE_PROTOCOLS.has(new URL(href).protocol) ? href : null
}

/** Cuts `text` at the links found in it. Only http, https and mailto become links; the text itself is never changed. */
export function segmentsOf(text: string, found: readonly Found[]): Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (const { start, end, href } of found) {
    const safe = safeHref(href)
    if (safe === null) {
      continue
    }
    if (start > from) {
      segments.push({ text: text.slice(from, start), href: null })
    }
    segments.push({ text: text.slice(start, end), href: safe })
    from = end
  }
  if (from < text.length) {
    segments.push({ text: text.slice(from), href: null })
  }
  return segments
}
