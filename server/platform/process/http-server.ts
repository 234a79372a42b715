import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import {
  HEAD_TIMEOUT_MS, IDLE_TIMEOUT_MS, REQUEST_TIMEOUT_MS, TIMEOUTS_CHECKED_EVERY_MS,
} from '../limits/server-limits'

const OPTIONS: ServerOptions = {
  headersTimeout: HEAD_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
}

/** Creates the HTTP server with its timeouts. It does not listen yet. For https a proxy stands before it. */
export function createHttpServer(listener: RequestListener): Server {
  const server = createServer(OPTIONS, listener)
  server.timeout = IDLE_TIMEOUT_MS
  return server
}
