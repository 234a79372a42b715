import { setResponseStatus } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { isLogReady } from '../core/log/log'
import { scraperOf } from '../app/metrics/access'
import { toldState } from '../app/health/told-state'
import { PageCheck } from '../app/process/page-check'

const page = new PageCheck((path, init) => useNitroApp().localFetch(path, init))

/**
 * Ready for traffic, in all that people use: the page renders, WebSockets are taken, the log takes writes and is not damaged, and the bus is connected. 503 otherwise,
 * with which of them is not.
 */
export default defineRoute(async (event, { bus, log, connections, config }) => {
  const { bus: busState, log: logState } = toldState({ bus: bus.state(), log: log.state() }, scraperOf(event.node.req), config)
  const renders = await page.renders()
  const ready = busState.connected && isLogReady(logState) && renders && connections.accepting
  if (!ready) setResponseStatus(event, 503)
  return { status: ready ? 'ready' : 'not ready', page: { renders }, sockets: { accepting: connections.accepting }, bus: busState, log: logState }
})
