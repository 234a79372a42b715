import { HISTORY_PAGE, NOTICES_PER_PAGE } from '#shared/limits'
import type { Room } from '#shared/schemas/room'
import type { HistoryQuery } from '#shared/schemas/history'
import type { HistoryPage } from '#shared/schemas/http'
import type { Hub } from '../../core/hub/hub'
import type { Log } from '../../core/log/log'

interface HistoryDeps {
  readonly log: Pick<Log, 'before' | 'messagesAfter' | 'notices'>
  readonly hub: Pick<Hub, 'heads'>
}

const LAST = Number.MAX_SAFE_INTEGER

/** The number of messages up to `place`, and above it. `above` null: the page has none from there. */
interface Sides { readonly place: number, readonly below: number, readonly above: number | null }

function sidesOf({ before, after, around, limit = HISTORY_PAGE }: HistoryQuery): Sides {
  if (after !== undefined) return { place: after, below: 0, above: limit }
  if (around !== undefined) return { place: around, below: Math.ceil(limit / 2), above: Math.floor(limit / 2) }
  return { place: (before ?? LAST) - 1, below: limit, above: null }
}

/**
 * A page of messages, in `seq` order. Reads one more than requested on each side, to know whether the log goes on.
 * Only private rooms have notices.
 * @throws UnknownRoomError, LogUnavailableError
 */
export async function readHistory(
  { log, hub }: HistoryDeps, { id: room, kind }: Pick<Room, 'id' | 'kind'>, query: HistoryQuery,
): Promise<HistoryPage> {
  const { place, below, above } = sidesOf(query)
  const [head] = await hub.heads([room])
  const lower = await log.before(room, place + 1, below + 1)
  const upper = above === null ? [] : await log.messagesAfter(room, place, above + 1)
  const [older, newer] = [lower.length > below, above !== null && upper.length > above]
  const messages = [...lower.slice(older ? 1 : 0), ...upper.slice(0, above ?? 0)]
  const from = below === 0 ? place + 1 : older ? messages[0]?.seq ?? 0 : 0
  const end = newer ? messages.at(-1)?.seq ?? 0 : above === null ? place + 1 : LAST
  const notices = kind === 'private' ? await log.notices(room, from, end, NOTICES_PER_PAGE) : []
  return {
    room, epoch: head?.epoch ?? '', messages, ...(notices.length > 0 ? { notices } : {}),
    older, ...(above === null ? {} : { newer }),
  }
}
