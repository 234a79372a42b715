import type { BusState } from '../../core/bus/bus'
import type { LogState } from '../../core/log/log'
import { mayScrape, type MetricsConfig, type Scraper } from '../metrics/access'

export interface ToldState {
  readonly bus: BusState
  readonly log: LogState
}

/**
 * The state of bus and log, as far as the asker may know it. What is wrong in detail (the address of a database, the name of its user) is for who may read metrics, and
 * in the output of the process; whether it works is for anybody.
 */
export function toldState(state: ToldState, scraper: Scraper, config: MetricsConfig): ToldState {
  if (mayScrape(scraper, config)) return state
  const { bus, log } = state
  return { bus: { kind: bus.kind, connected: bus.connected }, log: { kind: log.kind, writable: log.writable, ...(log.problem && { problem: log.problem }) } }
}
