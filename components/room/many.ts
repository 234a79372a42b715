import type { RoomView, TimelineItem } from '~/client/types'

/** Above so many rooms a row of tabs is no overview. */
const TABS_MAX = 3
/**
 * Widest title that two lines of a tab hold on the narrowest phone (320 px), by the number of tabs. In narrow letters;
 * a Chinese sign counts as two.
 */
const TITLE_MAX: Readonly<Record<number, number>> = { 1: 64, 2: 34, 3: 22 }

function width(title: string): number {
  return [...title].reduce((sum, sign) => sum + (/[\u1100-\uFFDC\p{Extended_Pictographic}]/u.test(sign) ? 2 : 1), 0)
}

/** Whether rooms of these titles are shown as a list with a search, and not as a row of tabs. */
export function needsList(titles: readonly string[]): boolean {
  const max = TITLE_MAX[titles.length] ?? 0
  return titles.length > TABS_MAX || titles.some(title => width(title) > max)
}

/**
 * Whether this user's rooms are a list. A guest with the operator's few channels has tabs; an account finds people and
 * makes rooms by the list.
 */
export function showsList(rooms: readonly RoomView[], titles: readonly string[], hasAccount: boolean): boolean {
  return hasAccount || needsList(titles) || rooms.some(({ kind }) => kind !== 'channel')
}

/**
 * What the list shows of a room: what was said last. A notice is not said, and what is being deleted is not shown any
 * more, though it may come back.
 */
export function lastSaid({ newest }: RoomView): Exclude<TimelineItem, { kind: 'notice' }> | undefined {
  const said = newest.filter(item => item.kind !== 'notice')
  return said.findLast(item => item.kind === 'live' || item.change?.kind !== 'delete')
}

/**
 * The room with the newest message first. Those of which none is known keep the server's order, at the end, first those
 * with something unread.
 */
export function byLastMessage(rooms: readonly RoomView[]): readonly RoomView[] {
  const at = ({ newest, unread }: RoomView) => newest.at(-1)?.at ?? Math.min(unread, 1)
  return [...rooms].sort((a, b) => at(b) - at(a))
}

export interface Section {
  readonly name: 'pinned' | 'rooms' | 'people'
  readonly rooms: readonly RoomView[]
}

/**
 * The list of rooms: the operator's and those that the user keeps at the top, all others, and direct rooms.
 * Empty sections are left out.
 */
export function sectionsOf(rooms: readonly RoomView[]): readonly Section[] {
  const isPinned = ({ pinned, favourite, kind }: RoomView) =>
    favourite === true || (pinned === true && kind !== 'direct')
  const pinned = rooms.filter(isPinned)
  const people = rooms.filter(room => room.kind === 'direct' && !isPinned(room))
  const others = rooms.filter(room => room.kind !== 'direct' && !isPinned(room))
  const sections: readonly Section[] = [
    // So few are known by their places.
    { name: 'pinned', rooms: pinned.length > TABS_MAX ? byLastMessage(pinned) : pinned },
    { name: 'rooms', rooms: byLastMessage(others) },
    { name: 'people', rooms: byLastMessage(people) },
  ]
  return sections.filter(section => section.rooms.length > 0)
}

/**
 * The room that is `step` places after the open one in this order, going round. Among unread ones where asked for: then
 * muted rooms are passed over.
 */
export function neighbour(
  order: readonly RoomView[],
  active: string,
  step: 1 | -1,
  unreadOnly: boolean,
): RoomView | null {
  const place = order.findIndex(({ id }) => id === active)
  const turned = [...order.slice(place + 1), ...order.slice(0, Math.max(0, place))]
  const isNews = ({ unread, notify }: RoomView) => unread > 0 && notify !== 'nothing'
  const wanted = (step === 1 ? turned : turned.reverse()).filter(room => !unreadOnly || isNews(room))
  return wanted[0] ?? null
}
