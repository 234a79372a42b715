import { setResponseStatus } from 'h3'
import { defineRoute } from '../utils/http/define-route'
import { isLogReady } from '../utils/log/log'
import { scraperOf } from '../utils/metrics/access'
import { toldState } from '../utils/observe/told-state'

/** Ready for traffic: the log takes writes and is not damaged, and the bus is connected. 503 otherwise, with which of them is not. */
export default defineRoute(async (event, { bus, log, config }) => {
  const { bus: busState, log: logState } = toldState({ bus: bus.state(), log: log.state() }, scraperOf(event.node.req), config)
  const ready = busState.connected && isLogReady(logState)
  if (!ready) setResponseStatus(event, 503)
  return { status: ready ? 'ready' : 'not ready', bus: busState, log: logState }
})
