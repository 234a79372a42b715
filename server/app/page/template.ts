import type { Visitor } from '#shared/schemas/http'
import { VISITOR_ELEMENT } from '#shared/schemas/http'
import { withFirstRows } from './first-rows'

/** A rendered page with gaps where visitors differ. */
export interface PageTemplate {
  /** The HTML between the places of the nonce. */
  readonly html: readonly string[]
  /** Headers, by name in lower case. Each value is cut at the nonce, too. */
  readonly headers: ReadonlyMap<string, readonly string[]>
}

export interface FilledPage {
  readonly html: string
  readonly headers: ReadonlyMap<string, string>
}

const NONCE = /'nonce-([^']+)'/

/**
 * Headers of a rendered answer that are not the page's own: a cookie is a visitor's, and the others are set when the
 * answer is written.
 */
const NOT_KEPT: ReadonlySet<string> = new Set([
  'set-cookie', 'content-length', 'date', 'connection', 'transfer-encoding', 'x-powered-by',
])

/**
 * Cuts a rendered page at its nonce.
 * @throws Error if the page has no nonce or no end: it would be sent without its protection, or without its visitor
 */
export function cutPage(html: string, headers: Iterable<readonly [string, string]>): PageTemplate {
  const kept = [...headers]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !NOT_KEPT.has(name))
  const nonce = NONCE.exec(kept.find(([name]) => name === 'content-security-policy')?.[1] ?? '')?.[1]
  if (!nonce) throw new Error('The rendered page has no nonce in its Content-Security-Policy.')
  if (!html.includes('</body>')) throw new Error('The rendered page has no </body>.')
  return { html: html.split(nonce), headers: new Map(kept.map(([name, value]) => [name, value.split(nonce)])) }
}

/** The visitor's data, in an element that no browser runs. `<` is escaped, so that no name can end the element. */
function visitorElement(visitor: Visitor): string {
  return `<script type="application/json" id="${VISITOR_ELEMENT}">${JSON.stringify(visitor).replaceAll('<', '\\u003c')}</script>`
}

/** The page for one visitor. */
export function fillPage({ html, headers }: PageTemplate, nonce: string, visitor: Visitor): FilledPage {
  const page = withFirstRows(html.join(nonce), visitor.latest?.messages ?? [])
  const end = page.lastIndexOf('</body>')
  return {
    html: page.slice(0, end) + visitorElement(visitor) + page.slice(end),
    headers: new Map([...headers].map(([name, parts]) => [name, parts.join(nonce)])),
  }
}
