import WebSocket, { type ClientOptions } from 'ws'

export interface SocketOptions {
  readonly url: string
  readonly protocol?: string
  /** The `Cookie` header. */
  readonly cookie?: string
  /** The `Origin` header. A script sends none. */
  readonly origin?: string
  readonly headers?: Readonly<Record<string, string>>
  /** What the client offers; by default permessage-deflate with the settings of `ws`. */
  readonly perMessageDeflate?: ClientOptions['perMessageDeflate']
}

export interface Closed { readonly code: number, readonly reason: string }

/** The server answered the upgrade with an HTTP status. */
export class UpgradeRefused extends Error {
  override readonly name = 'UpgradeRefused'
  constructor(readonly status: number) {
    super(`The upgrade was refused with ${status}.`)
  }
}

export interface OpenSocket {
  readonly socket: WebSocket
  /** Resolves when the connection has ended, in any way. */
  readonly closed: Promise<Closed>
}

/** A WebSocket that is being opened: all tests make theirs here. */
export function createSocket({ url, protocol, cookie, origin, headers, perMessageDeflate }: SocketOptions): WebSocket {
  return new WebSocket(url, protocol === undefined ? [] : [protocol], {
    origin,
    headers: { ...headers, ...(cookie === undefined ? {} : { cookie }) },
    ...(perMessageDeflate === undefined ? {} : { perMessageDeflate }),
  })
}

/**
 * Opens a WebSocket. Calls `listen` before anything can arrive, so that no frame is missed.
 * @throws UpgradeRefused with the HTTP status
 * @throws Error when there is no connection
 */
export function openSocket(
  options: SocketOptions,
  listen: (socket: WebSocket) => void,
): Promise<OpenSocket> {
  const socket = createSocket(options)
  listen(socket)
  const closed = new Promise<Closed>(resolve =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  )
  return new Promise((resolve, reject) => {
    socket.once('unexpected-response', (request, response) => {
      request.destroy()
      reject(new UpgradeRefused(response.statusCode ?? 0))
    })
    socket.on('error', reject) // After the opening, `closed` reports the end.
    socket.once('open', () => resolve({ socket, closed }))
  })
}
