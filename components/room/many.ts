import type { RoomView } from '~/client/types'

/** Above so many rooms a row of tabs is no overview. */
const TABS_MAX = 3
/** Widest title that two lines of a tab hold on the narrowest phone (320 px), by the number of tabs. In narrow letters; a Chinese sign counts as two. */
const TITLE_MAX: Readonly<Record<number, number>> = { 1: 64, 2: 34, 3: 22 }

function width(title: string): number {
  return [...title].reduce((sum, sign) => sum + (/[\u1100-\uFFDC\p{Extended_Pictographic}]/u.test(sign) ? 2 : 1), 0)
}

/** Whether rooms of these titles are shown as a list with a search, and not as a row of tabs. */
export function needsList(titles: readonly string[]): boolean {
  const max = TITLE_MAX[titles.length] ?? 0
  return titles.length > TABS_MAX || titles.some(title => width(title) > max)
}

/** The room with the newest message first; those without any keep the operator's order, at the end. */
export function byLastMessage(rooms: readonly RoomView[]): readonly RoomView[] {
  const at = (room: RoomView) => room.items.at(-1)?.at ?? 0
  return [...rooms].sort((a, b) => at(b) - at(a))
}

/** What a search for `words` leaves: rooms whose title has all of them, in any order, case or width. */
export function matches(title: string, words: string): boolean {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase()
  const folded = fold(title)
  return fold(words).split(/\s+/u).every(word => folded.includes(word))
}
