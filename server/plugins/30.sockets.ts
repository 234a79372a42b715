import { useConfig } from '../utils/config/use-config'
import { isSocketPath } from '../utils/peers/socket-path'
import { SocketServer } from '../utils/peers/socket-server'
import type { Connections } from '../utils/peers/connections'
import { useParley } from '../utils/parley'

/** Gives crossws our own `ws` server. Only a plugin can: the options are read once, when the HTTP server is made. */
export default defineNitroPlugin((nitroApp) => {
  let connections: Connections | null = null
  const ready = (async () => {
    connections = (await useParley()).connections
  })()
  // A failed start is reported where it happened.
  ready.catch(() => {})

  const wss = new SocketServer({
    take: request => connections?.take(request) ?? { status: 503, reason: 'The server is starting. Connect again in a moment.', retryAfterSeconds: 1 },
    release: address => connections?.release(address),
    connected: (ws, socket, admission, address) => connections?.connected(ws, socket, admission, address),
  }, useConfig().COMPRESSION)

  const options = {
    ...nitroApp.h3App.options.websocket,
    // An option of crossws' adapter for Node, which h3's type of the options does not know.
    wss,
    hooks: {
      // Without this a socket to any path would be accepted.
      upgrade(request: { readonly url: string }) {
        if (!isSocketPath(request.url)) throw new Response(null, { status: 404, statusText: 'Not Found' })
      },
    },
  }
  nitroApp.h3App.options.websocket = options
})
