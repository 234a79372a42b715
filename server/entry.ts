import '#nitro-internal-pollyfills'
import { Socket } from 'node:net'
import wsAdapter from 'crossws/adapters/node'
import { toNodeListener } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { trapUnhandledNodeErrors } from 'nitropack/runtime/internal/utils'
import { announce } from './app/process/announce'
import { createHttpServer, onConnection } from './platform/process/http-server'
import { listen } from './platform/process/listen'
import { stopOnSignals } from './platform/process/stop'
import { Gate } from './platform/gate/gate'
import { useConfig } from './platform/config/use-config'
import { useAddressRates } from './platform/limits/address-rates/use-address-rates'

/**
 * The program that `npm run build` makes: the app on a Node server of our own. Nitro's `node-server` preset does the same with a server that
 * nothing can stand before, with Node's times for slow clients (91 s), and with a stop that waits 30 s for them.
 */
const nitroApp = useNitroApp()
trapUnhandledNodeErrors()

const { NITRO_SSL_CERT: cert, NITRO_SSL_KEY: key } = process.env
const certificate = cert && key ? { cert, key } : null
const handle = toNodeListener(nitroApp.h3App)
const gate = new Gate({ config: useConfig(), rates: useAddressRates() })
const server = createHttpServer((request, response) => gate.request(request, response, async () => handle(request, response)), certificate)

const sockets = new Set<Socket>()
onConnection(server, certificate !== null, (socket) => {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  gate.accept(socket)
})

const { handleUpgrade } = wsAdapter(nitroApp.h3App.websocket)
server.on('upgrade', (request, socket, head) => {
  if (socket instanceof Socket) gate.upgrade(request, socket, head, (...upgrade) => void handleUpgrade(...upgrade))
  else socket.destroy()
})

stopOnSignals({ server, sockets, close: () => nitroApp.hooks.callHook('close') })
/** Resolves with the URL once the server is ready; for the program that runs this one (scripts/lib/serve.mjs). */
export const ready = listen(server, certificate ? 'https' : 'http').then(url => announce(nitroApp, url))
// Whoever runs this file alone waits for nothing, and a failed start ends the process anyway.
ready.catch(() => {})
