import process from 'node:process'
import { WebSocketServer } from 'ws'

/**
 * Rooms as the least that `ws` needs for them: a client's first frame names its rooms, each later one is written to
 * every socket of its room in a loop. Nothing is checked and nothing is kept.
 */

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: Number(process.env.PORT),
  perMessageDeflate: false,
  clientTracking: false,
})
/** @type {Map<string, Set<import('ws').WebSocket>>} */
const rooms = new Map()

server.on('connection', (socket) => {
  /** @type {readonly string[] | null} */
  let own = null
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString())
    if (own === null) {
      own = frame.rooms
      for (const room of own ?? []) {
        const sockets = rooms.get(room) ?? new Set()
        rooms.set(room, sockets.add(socket))
      }
      return socket.send('{"type":"joined"}')
    }
    // Encoded once, as its documentation advises.
    const bytes = Buffer.from(JSON.stringify({ room: frame.room, at: Date.now(), text: frame.text }))
    for (const other of rooms.get(frame.room) ?? []) {
      if (other.readyState === other.OPEN) other.send(bytes, { binary: false })
    }
  })
  socket.on('error', () => socket.terminate())
  socket.on('close', () => {
    for (const room of own ?? []) rooms.get(room)?.delete(socket)
  })
})
