import { setResponseStatus } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { isLogReady } from '../core/log/log'
import { scraperOf } from '../app/metrics/access'
import { toldState } from '../app/health/told-state'
import { PageCheck } from '../app/process/page-check'

const page = new PageCheck((path, init) => useNitroApp().localFetch(path, init))

/**
 * Ready for traffic: the page renders, WebSockets are accepted, the log can be written and is not damaged, and the bus
 * is connected. Otherwise 503, with the state of each.
 */
export default defineRoute(async (event, { bus, log, connections, config }) => {
  const state = toldState({ bus: bus.state(), log: log.state() }, scraperOf(event.node.req), config)
  const renders = await page.renders()
  const ready = state.bus.connected && isLogReady(state.log) && renders && connections.accepting
  if (!ready) setResponseStatus(event, 503)
  return {
    status: ready ? 'ready' : 'not ready',
    page: { renders },
    sockets: { accepting: connections.accepting },
    bus: state.bus,
    log: state.log,
  }
})
