import { NOTICES_PER_PAGE } from '#shared/limits'
import type { Room } from '#shared/schemas/room'
import type { HistoryPage } from '#shared/schemas/http'
import type { Hub } from '../../core/hub/hub'
import type { Log } from '../../core/log/log'

interface HistoryDeps {
  readonly log: Pick<Log, 'before' | 'notices'>
  readonly hub: Pick<Hub, 'heads'>
}

/**
 * A page of messages below `before` (null: the newest), in `seq` order. Reads one more than requested, to know whether
 * there are older ones. Only private rooms have notices.
 * @throws UnknownRoomError, LogUnavailableError
 */
export async function readHistory(
  { log, hub }: HistoryDeps, { id: room, kind }: Pick<Room, 'id' | 'kind'>, before: number | null, limit: number,
): Promise<HistoryPage> {
  const [head] = await hub.heads([room])
  const found = await log.before(room, before, limit + 1)
  const older = found.length > limit
  const messages = older ? found.slice(1) : found
  const from = older ? messages[0]?.seq ?? 0 : 0
  const notices = kind === 'private'
    ? await log.notices(room, from, before ?? Number.MAX_SAFE_INTEGER, NOTICES_PER_PAGE)
    : []
  return { room, epoch: head?.epoch ?? '', messages, ...(notices.length > 0 ? { notices } : {}), older }
}
