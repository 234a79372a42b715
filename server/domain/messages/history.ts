import type { HistoryPage } from '#shared/schemas/http'
import type { Hub } from '../../core/hub/hub'
import type { Log } from '../../core/log/log'

/**
 * A page of messages below `before` (null: the newest), in `seq` order. Reads one more than requested, to know whether
 * there are older ones.
 * @throws UnknownRoomError, LogUnavailableError
 */
export async function readHistory(deps: { log: Pick<Log, 'before'>, hub: Pick<Hub, 'heads'> }, room: string, before: number | null, limit: number): Promise<HistoryPage> {
  const [head] = await deps.hub.heads([room])
  const messages = await deps.log.before(room, before, limit + 1)
  const older = messages.length > limit
  return { room, epoch: head?.epoch ?? '', messages: older ? messages.slice(1) : messages, older }
}
