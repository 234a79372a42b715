import { defineRoute } from '../app/http/define-route'
import { scraperOf } from '../app/metrics/access'
import { toldState } from '../app/health/told-state'

/**
 * Alive: the process answers. What is wrong around it is told, but does not make it dead; a restart would not help.
 * Of several workers on one port, the one that took the connection answers for itself: `pid` tells which.
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
