// @ts-check
import { connect } from 'node:net'

/** The attacker's address. On Linux every address of 127/8 is this machine. */
const ADDRESS = '127.0.0.2'

/** After a refused connection the attacker reconnects at once, but not in the same tick. */
const AGAIN_MS = 1

export const done = { requests: 0, refused: 0, cut: 0, bytes: 0 }

/** @type {Set<import('node:net').Socket>} */
const open = new Set()

/** Ends all connections of the attack. */
export function hangUp() {
  for (const socket of open) socket.destroy()
}

/**
 * A connection that reconnects whenever it ends.
 * @param {number} port
 * @param {(socket: import('node:net').Socket) => void} begin
 */
export function keepOpen(port, begin) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: ADDRESS })
  open.add(socket)
  socket.on('error', () => {}).on('connect', () => begin(socket)).on('data', bytes => void (done.bytes += bytes.length))
  socket.on('close', () => {
    open.delete(socket)
    done.cut++
    setTimeout(() => keepOpen(port, begin), AGAIN_MS)
  })
}

/**
 * Sends a request again and again, the next one with each answer.
 * @param {number} port
 * @param {() => string} request
 * @param {number} [atOnce] pipelined requests
 */
export function loop(port, request, atOnce = 1) {
  keepOpen(port, (socket) => {
    let left = 0
    const send = () => {
      left = atOnce
      done.requests += atOnce
      socket.write(Array.from({ length: atOnce }, request).join(''))
    }
    socket.on('data', (bytes) => {
      const statuses = bytes.toString('latin1').match(/HTTP\/1\.1 \d+/g) ?? []
      done.refused += statuses.filter(status => /429|503/.test(status)).length
      left -= statuses.length
      // A long answer comes in several pieces; the next request is written before its end.
      if (left <= 0 && statuses.length > 0) send()
    })
    send()
  })
}

/**
 * A WebSocket on the app's wire. Calls `begin` with the socket and the first room of `hello`.
 * @param {number} port
 * @param {string} cookie
 * @param {(socket: import('node:net').Socket, room: { epoch: string, lastSeq: number }) => void} begin
 * @param {string} [headers] more of them
 */
export function webSocket(port, cookie, begin, headers = '') {
  keepOpen(port, (socket) => {
    socket.write(upgrade('/wb/', `Sec-WebSocket-Protocol: parley.v1\r\nCookie: ${cookie}\r\n${headers}`))
    let text = ''
    const hello = (/** @type {Buffer} */ bytes) => {
      text += bytes.toString('latin1')
      const [, epoch, lastSeq] = /"epoch":"([^"]*)","lastSeq":(\d+)/.exec(text) ?? []
      if (epoch === undefined) return
      socket.off('data', hello)
      begin(socket, { epoch, lastSeq: Number(lastSeq) })
    }
    socket.on('data', hello)
  })
}

/**
 * @param {string} path
 * @param {string} [headers]
 */
export function upgrade(path, headers = '') {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n${headers}\r\n`
}
