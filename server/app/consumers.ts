import type { Consumer } from '../core/consumers/consumer'
import { createRetention } from '../core/consumers/retention'
import type { OpenedLog } from '../core/log/open'
import type { Config } from '../platform/config/schema'

/** The consumers that the configuration asks for. */
export function consumersOf(config: Pick<Config, 'RETENTION_DAYS' | 'RETENTION_EVENTS'>, log: OpenedLog): Consumer[] {
  const days = config.RETENTION_DAYS || null
  const events = config.RETENTION_EVENTS || null
  return days === null && events === null ? [] : [createRetention(log, { days, events })]
}
