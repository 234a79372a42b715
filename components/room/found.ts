import type { RoomView } from '~/client/types'

/** Which rooms the list shows. */
export type Folder = 'all' | 'unread' | 'direct'

/** The open room stays in the folder of unread ones: it would vanish from under the finger that opens it. */
export function isInFolder(room: RoomView, folder: Folder, active: string): boolean {
  if (folder === 'direct') return room.kind === 'direct'
  return folder === 'all' || room.unread > 0 || room.id === active
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase()

/** What a search for `words` leaves: rooms whose title has all of them, in any order, case or width. */
export function matches(title: string, words: string): boolean {
  const folded = fold(title)
  return fold(words).split(/\s+/u).every(word => folded.includes(word))
}

/** Titles that begin with what was typed come first; the order is the same otherwise. */
export function beginningFirst<T>(found: readonly T[], titleOf: (one: T) => string, words: string): readonly T[] {
  const typed = fold(words.trim())
  const begins = (one: T) => Number(fold(titleOf(one)).startsWith(typed))
  return typed === '' ? found : [...found].sort((a, b) => begins(b) - begins(a))
}
