import { defineRoute } from '../utils/http/define-route'

/** Alive: the process answers. What is wrong around it is told, but does not make it dead; a restart would not help. */
export default defineRoute(async (_event, { bus, log, reads, connections }) => ({
  status: 'ok',
  uptimeSeconds: Math.round(process.uptime()),
  connections: connections.count,
  bus: bus.state(),
  log: { ...log.state(), reads: reads() },
}))
