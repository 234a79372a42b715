import { setResponseStatus } from 'h3'
import { defineRoute } from '../utils/http/define-route'

/** Ready for traffic: the log takes writes and the bus is connected. 503 otherwise, with which of them is not. */
export default defineRoute(async (event, { bus, log }) => {
  const state = { bus: bus.state(), log: log.state() }
  const ready = state.bus.connected && state.log.writable
  if (!ready) setResponseStatus(event, 503)
  return { status: ready ? 'ready' : 'not ready', ...state }
})
