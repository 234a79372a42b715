import { countReads } from '../core/log/count-reads'
import type { Log } from '../core/log/log'
import { openLog, type OpenedLog } from '../core/log/open'
import type { Tally } from '../core/metrics/tally'
import { placeOf, type PlaceDb } from '../domain/tables'
import type { Config } from '../platform/config/schema'
import { hasOlderSecret } from '../platform/config/session-secret'
import { logger } from '../platform/logging/logger'

/** The log and the database beside it, with the channels of the configuration. */
export interface Storage {
  readonly opened: OpenedLog
  /** The same log; its reads are counted. */
  readonly log: Log
  readonly reads: () => number
  readonly db: PlaceDb
  /** The ids of the channels of the configuration. */
  readonly pinned: readonly string[]
}

/** @throws LogStartError if the log can't be opened */
export async function openStorage(config: Config, tally: Tally): Promise<Storage> {
  const opened = await openLog(config, (ms, items) => tally.commit(ms, items))
  const { log, reads } = countReads(opened)
  const pinned = config.CHANNELS.map(room => room.id)
  if (hasOlderSecret(config) && (await log.heads(pinned)).size === 0) {
    logger.warn(
      { dataDir: config.DATA_DIR },
      'The log is new and empty, though the session secret beside it is older. Where messages are missing, stop the server, '
      + 'move parley.db* away, and put the old files back or a backup in their place: npm run restore -- FILE',
    )
  }
  await log.ensureRooms(pinned)
  return { opened, log, reads, db: placeOf(opened.db), pinned }
}
