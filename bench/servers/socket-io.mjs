import { createServer } from 'node:http'
import process from 'node:process'
import { createAdapter } from '@socket.io/redis-adapter'
import { Redis } from 'ioredis'
import { Server } from 'socket.io'

/**
 * Socket.IO with its Redis adapter, set up for speed as its documentation advises: WebSocket only, no compression,
 * `bufferutil`, and the first request of a connection not kept.
 */

const publisher = new Redis(process.env.REDIS_URL)
const http = createServer()
const io = new Server(http, {
  transports: ['websocket'],
  perMessageDeflate: false,
  serveClient: false,
  adapter: createAdapter(publisher, publisher.duplicate()),
})

io.engine.on('connection', (raw) => {
  raw.request = null
})
io.on('connection', (socket) => {
  const { room } = socket.handshake.auth
  if (room) void socket.join(room)
  socket.on('say', text => io.to('channel_1').emit('message', text))
})

http.listen(Number(process.env.PORT), '127.0.0.1')
