import type { MessageDraft } from './log'

/**
 * The draft as both engines can keep it. PostgreSQL refuses U+0000 (and with it the whole batch), libsql silently cuts the text there, and
 * UTF-8 has no form for half a surrogate pair: each becomes U+FFFD before anybody is told, so that what is told is what is stored.
 */
export function storable(draft: MessageDraft): MessageDraft {
  return { ...draft, text: clean(draft.text), author: { id: clean(draft.author.id), name: clean(draft.author.name) } }
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD')
}
