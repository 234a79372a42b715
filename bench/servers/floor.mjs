import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import process from 'node:process'

/**
 * The floor: writes a ready-made frame to each raw TCP socket, and does nothing else.
 * The parent sends the frame's size and its rate per second: `{ bytes, batches }`, or `{ batches: 0 }` to stop.
 */

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

const sockets = new Set()

function accept(request) {
  const [, key = ''] = /sec-websocket-key: (\S+)/i.exec(request) ?? []
  const answer = createHash('sha1').update(key + GUID).digest('base64')
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${answer}\r\n\r\n`
}

createServer({ noDelay: true }, (socket) => {
  socket.once('data', (request) => {
    socket.write(accept(request.toString('latin1')))
    sockets.add(socket)
    socket.resume()
  })
  socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
}).listen(Number(process.env.PORT), '127.0.0.1')

let run = 0

process.on('message', ({ bytes, batches }) => {
  const mine = ++run
  if (batches === 0) return
  const frame = Buffer.alloc(bytes, 'x')
  const began = performance.now()
  let done = 0
  const writeBatch = () => {
    if (mine !== run) return
    for (const socket of sockets) socket.write(frame)
    done++
    // At the requested rate, or as fast as possible if that is less.
    const wait = began + done * 1000 / batches - performance.now()
    if (wait > 1) setTimeout(writeBatch, wait)
    else setImmediate(writeBatch)
  }
  writeBatch()
})
process.on('disconnect', () => process.exit())
