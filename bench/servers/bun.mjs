/* global Bun */
import process from 'node:process'

/** Bun's native pub/sub (uWebSockets): one process, no Redis. */

const CHANNEL = 'channel_1'

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: Number(process.env.PORT),
  fetch(request, self) {
    const listens = new URL(request.url).pathname === '/listen'
    return self.upgrade(request, { data: { listens } }) ? undefined : new Response('ok')
  },
  websocket: {
    perMessageDeflate: false,
    open(socket) {
      if (socket.data.listens) socket.subscribe(CHANNEL)
    },
    message(_socket, text) {
      server.publish(CHANNEL, text)
    },
  },
})
