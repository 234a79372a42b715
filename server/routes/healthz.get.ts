import { defineRoute } from '../app/http/define-route'
import { scraperOf } from '../app/metrics/access'
import { toldState } from '../app/health/told-state'

/**
 * The process is alive. Reports problems of log and bus, but answers 200: a restart would not help.
 * Of several workers on one port, the one that took the connection answers: `pid` says which.
 */
export default defineRoute(async (event, { bus, log, reads, connections, config }) => {
  const state = toldState({ bus: bus.state(), log: log.state() }, scraperOf(event.node.req), config)
  return {
    status: 'ok',
    pid: process.pid,
    uptimeSeconds: Math.round(process.uptime()),
    connections: connections.count,
    bus: state.bus,
    log: { ...state.log, reads: reads() },
  }
})
