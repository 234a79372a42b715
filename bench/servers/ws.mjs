import process from 'node:process'
import { Redis } from 'ioredis'
import { WebSocketServer } from 'ws'

/** `ws` with a broadcast loop and `bufferutil`, as its documentation advises. Redis between processes. */

const CHANNEL = 'channel_1'

const publisher = new Redis(process.env.REDIS_URL)
const subscriber = new Redis(process.env.REDIS_URL)
const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: false,
  clientTracking: false,
})
const listeners = new Set()

server.on('connection', (socket, { url }) => {
  if (url === '/listen') {
    listeners.add(socket)
    socket.on('close', () => listeners.delete(socket))
  }
  socket.on('message', data => void publisher.publish(CHANNEL, data))
  socket.on('error', () => socket.terminate())
})

// Bytes, encoded once for all clients.
subscriber.on('messageBuffer', (channel, data) => {
  for (const socket of listeners) {
    if (socket.readyState === socket.OPEN) socket.send(data, { binary: false })
  }
})
await subscriber.subscribe(CHANNEL)
