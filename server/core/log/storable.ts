import type { EventDraft } from './draft'

/**
 * The draft as both engines can keep it. PostgreSQL refuses U+0000 (and with it the whole batch), libsql silently cuts
 * the text there, and UTF-8 has no form for half a surrogate pair. Each becomes U+FFFD, stored and published alike.
 */
export function storable(draft: EventDraft): EventDraft {
  const author = { id: clean(draft.author.id), name: clean(draft.author.name) }
  switch (draft.type) {
    case 'message':
    case 'edit': return { ...draft, author, text: clean(draft.text) }
    case 'delete': return { ...draft, author }
    case 'member': return { ...draft, author, ...draft.person && { person: { id: draft.person.id, name: clean(draft.person.name) } } }
    case 'room': return { ...draft, author, title: clean(draft.title) }
  }
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
