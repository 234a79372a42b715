import { EVENTS } from '#shared/events'
import type { EventDraft } from './draft'

/**
 * The draft as both engines can keep it. PostgreSQL refuses U+0000 (and with it the whole batch), libsql silently cuts
 * the text there, and UTF-8 has no form for half a surrogate pair. Each becomes U+FFFD, stored and published alike.
 */
export function storable(draft: EventDraft): EventDraft {
  const { type, author: { id, name } } = draft
  const given: Readonly<Record<string, unknown>> = draft
  const { names, content } = EVENTS[type]
  const isClean = isStorable(id) && isStorable(name) && names.every(field => isStorable(given[field]))
  if (isClean) return Object.assign({}, draft, { author: { id, name } })
  return { ...draft, ...content.parse(cleaned(draft)), author: { id: clean(id), name: clean(name) } }
}

/** Nearly every text is, and checking is faster than making another one. */
function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  return typeof value !== 'object' || value === null || Object.values(value).every(isStorable)
}

/** The same with clean texts, wherever they are in it. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return clean(value)
  if (Array.isArray(value)) return value.map(cleaned)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, cleaned(field)]))
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
