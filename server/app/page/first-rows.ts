import type { Message } from '#shared/events/message'
import { FIRST_ROWS_ATTRIBUTE } from '#shared/schemas/http'

/** The place of the rows in the rendered page: an element without children, which hydration leaves alone. */
const PLACE = new RegExp(`(<[a-z]+[^>]* ${FIRST_ROWS_ATTRIBUTE}[^>]*>)(</)`)

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\'': '&#39;',
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, char => ENTITIES[char] ?? '')
}

/** One message as HTML: the author, if another one wrote before, and the text. */
function row({ author, text }: Message, before: Message | undefined): string {
  const name
    = before?.author.id === author.id ? '' : `<p class="first__author"><bdi>${escapeHtml(author.name)}</bdi></p>`
  return `${name}<p class="first__text" dir="auto">${escapeHtml(text)}</p>`
}

/**
 * Puts the newest messages into a rendered page as plain HTML, so that a first visit reads them before the page's
 * program is loaded. Over a slow connection that takes three seconds more. The list then replaces them.
 */
export function withFirstRows(html: string, messages: readonly Message[]): string {
  if (messages.length === 0) return html
  const rows = messages.map((message, index) => row(message, messages[index - 1])).join('')
  return html.replace(PLACE, (_, start: string, end: string) => start + rows + end)
}
