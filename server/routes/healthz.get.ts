import { defineRoute } from '../utils/http/define-route'

/**
 * Alive: the process answers. What is wrong around it is told, but does not make it dead; a restart would not help.
 * Of several workers on one port, the one that took the connection answers for itself: `pid` tells which.
 */
export default defineRoute(async (_event, { bus, log, reads, connections }) => ({
  status: 'ok',
  pid: process.pid,
  uptimeSeconds: Math.round(process.uptime()),
  connections: connections.count,
  bus: bus.state(),
  log: { ...log.state(), reads: reads() },
}))
