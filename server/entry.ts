import '#nitro-internal-pollyfills'
import { Socket } from 'node:net'
import wsAdapter from 'crossws/adapters/node'
import { toNodeListener } from 'h3'
import { useNitroApp } from 'nitropack/runtime'
import { trapUnhandledNodeErrors } from 'nitropack/runtime/internal/utils'
import { announce } from './app/process/announce'
import { createHttpServer } from './platform/process/http-server'
import { listen } from './platform/process/listen'
import { stopOnSignals } from './platform/process/stop'
import { Gate } from './platform/gate/gate'
import { useConfig } from './platform/config/use-config'
import { useAddressRates } from './platform/limits/address-rates/use-address-rates'

/**
 * The program of the build: the app on our own Node server, behind the gate. Nitro's `node-server` preset allows no
 * gate, keeps Node's timeouts for slow clients (91 s), and waits 30 s for them at a stop.
 */
const nitroApp = useNitroApp()
trapUnhandledNodeErrors()

const handle = toNodeListener(nitroApp.h3App)
const gate = new Gate({ config: useConfig(), rates: useAddressRates() })
const server = createHttpServer((request, response) => {
  gate.request(request, response, async () => handle(request, response))
})

const sockets = new Set<Socket>()
server.on('connection', (socket) => {
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
/** Resolves with the URL once the server is ready, for scripts/lib/serve.mjs, which runs this program. */
export const ready = listen(server).then(url => announce(nitroApp, url))
// A failed start ends the process anyway, so a program that runs this file alone need not handle it.
ready.catch(() => {})
