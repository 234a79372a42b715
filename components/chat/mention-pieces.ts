import type { Mention } from '#shared/events/mention'
import { calledIn } from '#shared/text/mentions'

/** A piece of a message: plain text, or what mentions the user `person`. */
export interface Piece {
  readonly text: string
  readonly person: string | null
}

/** Splits a text at its mentions. No text is lost or changed; what mentions no user stays plain. */
export function mentionPieces(text: string, mentions: readonly Mention[]): Piece[] {
  const people = new Map(mentions.map(({ id, handle }) => [handle, id]))
  const pieces: Piece[] = []
  let from = 0
  for (const { handle, start, end } of people.size > 0 ? calledIn(text) : []) {
    const person = people.get(handle)
    if (person === undefined) continue
    if (start > from) pieces.push({ text: text.slice(from, start), person: null })
    pieces.push({ text: text.slice(start, end), person })
    from = end
  }
  if (from < text.length) pieces.push({ text: text.slice(from), person: null })
  return pieces
}
