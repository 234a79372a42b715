import { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { useConfig } from '../platform/config/use-config'
import { SocketServer } from '../core/peers/socket-server'
import { upgradeRefusal, type UpgradeRequest } from '../platform/gate/upgrade-refusal'
import { hurryUpgradeWatch, watchUpgrade } from '../platform/gate/upgrade-watch'
import type { Connections } from '../core/peers/connections'
import { useParley } from '../app/parley'

/** The TCP socket of an upgrade. crossws 0.3 keeps Node's request in `_req`. */
function socketOf(request: UpgradeRequest): Socket | null {
  const incoming: unknown = Reflect.get(request, '_req')
  return incoming instanceof IncomingMessage ? incoming.socket : null
}

const STARTING = {
  status: 503, reason: 'The server is starting. Connect again in a moment.', retryAfterSeconds: 1,
} as const

/** Gives crossws our own `ws` server. Only a plugin can: the options are read once, when the HTTP server is created. */
export default defineNitroPlugin((nitroApp) => {
  let connections: Connections | null = null
  const ready = (async () => {
    connections = (await useParley()).connections
  })()
  // 20.services.ts reports a failed start.
  ready.catch(() => {})

  const wss = new SocketServer({
    take: request => connections?.take(request) ?? STARTING,
    release: address => connections?.release(address),
    connected: (ws, socket, admission, address) => connections?.connected(ws, socket, admission, address),
  }, useConfig().COMPRESSION)

  const options = {
    ...nitroApp.h3App.options.websocket,
    // An option of crossws' Node adapter that h3's type lacks.
    wss,
    hooks: {
      // Every upgrade comes here first, before any await.
      upgrade(request: UpgradeRequest) {
        const socket = socketOf(request)
        if (socket) watchUpgrade(socket)
        const refusal = upgradeRefusal(request)
        if (!refusal) return
        if (socket) hurryUpgradeWatch(socket)
        throw refusal
      },
    },
  }
  nitroApp.h3App.options.websocket = options
})
