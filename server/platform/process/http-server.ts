import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { Socket } from 'node:net'
import {
  HEAD_TIMEOUT_MS, IDLE_TIMEOUT_MS, REQUEST_TIMEOUT_MS, TIMEOUTS_CHECKED_EVERY_MS,
} from '../limits/server-limits'

const OPTIONS: ServerOptions = {
  headersTimeout: HEAD_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUTS_CHECKED_EVERY_MS,
}

/** Certificate and key as PEM, for https without a proxy. */
export interface Certificate {
  readonly cert: string
  readonly key: string
}

/** Creates the HTTP server with its timeouts. It does not listen yet. */
export function createHttpServer(listener: RequestListener, certificate: Certificate | null): Server {
  const server = certificate
    ? createTlsServer({ ...OPTIONS, ...certificate }, listener)
    : createServer(OPTIONS, listener)
  server.timeout = IDLE_TIMEOUT_MS
  return server
}

/** Calls `accept` for each connection that may carry requests, before anything is read from it. */
export function onConnection(server: Server, secure: boolean, accept: (socket: Socket) => void): void {
  server.on(secure ? 'secureConnection' : 'connection', accept)
}
