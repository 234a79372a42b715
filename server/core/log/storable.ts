import { EVENTS } from '#shared/events'
import type { EventDraft } from './draft'

/**
 * The draft as both engines can keep it, with the fields of its kind and no others. PostgreSQL refuses U+0000 (and with
 * it the whole batch), libsql silently cuts the text there, and UTF-8 has no form for half a surrogate pair. Each
 * becomes U+FFFD, stored and published alike.
 */
export function storable(draft: EventDraft): EventDraft {
  const { room, id, clientId, at, access, type } = draft
  const author = { id: clean(draft.author.id), name: clean(draft.author.name) }
  const given: Readonly<Record<string, unknown>> = draft
  const content: Record<string, unknown> = { type }
  for (const name of EVENTS[type].names) if (given[name] !== undefined) content[name] = cleaned(given[name])
  return { ...EVENTS[type].content.parse(content), room, id, author, clientId, at, access }
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
