import type { BusState } from '../../core/bus/bus'
import type { LogState } from '../../core/log/log'
import { mayScrape, type MetricsConfig, type Scraper } from '../metrics/access'

export interface ToldState {
  readonly bus: BusState
  readonly log: LogState
}

/**
 * The state of bus and log, as far as the caller may know it. Details (the address of a database, its user's name) are
 * for scrapers with access to metrics, and in the process's output. Whether it works is public.
 */
export function toldState(state: ToldState, scraper: Scraper, config: MetricsConfig): ToldState {
  if (mayScrape(scraper, config)) return state
  const { bus, log } = state
  return {
    bus: { kind: bus.kind, connected: bus.connected },
    log: { kind: log.kind, writable: log.writable, ...(log.problem && { problem: log.problem }) },
  }
}
