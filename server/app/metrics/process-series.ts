import { performance } from 'node:perf_hooks'
import { collectDefaultMetrics, type Registry } from 'prom-client'
import type { createSeries } from './series'

/**
 * prom-client's series that list every open socket at each scrape. With 50,000 sockets that blocks the event loop for
 * tens of milliseconds.
 */
const COSTLY = [
  'nodejs_active_resources', 'nodejs_active_resources_total', 'nodejs_active_handles', 'nodejs_active_handles_total',
  'nodejs_active_requests', 'nodejs_active_requests_total', 'process_open_fds',
]

/**
 * Processor, memory, garbage collection and event loop of the process. Delays of the event loop are measured from the
 * first scrape on.
 */
export function addProcessSeries(registry: Registry, { counter }: ReturnType<typeof createSeries>): void {
  collectDefaultMetrics({ register: registry })
  for (const name of COSTLY) registry.removeSingleMetric(name)
  counter(
    'parley_event_loop_busy_seconds_total',
    'Time the event loop was not waiting. Its rate is the share of one core that is in use; near 1 everything waits.',
    () => performance.eventLoopUtilization().active / 1_000,
  )
}
