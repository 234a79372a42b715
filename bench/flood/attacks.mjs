// @ts-check
import { done, keepOpen, loop, upgrade, webSocket } from './connection.mjs'
import { compressed, frame, json, OPCODE } from './frames.mjs'

/**
 * Attacks that one address can make within the protocol.
 * @typedef {{ port: number, cookie: string, guest: string, asset: string }} Target `guest`: the cookie of one of twenty
 *   guests; `asset`: the path of the largest file
 * @typedef {{ title: string, connections: number, texts?: 'short' | 'long', env?: Record<string, string>, start:
 *   (target: Target) => void }} Attack `start` is called per connection; `env`: settings of the server
 */

const ROOM = 'channel_1'

/** Joins per second of one connection: just below its limit of 300 frames in 10 s. */
const JOIN_EVERY_MS = 34

/** What a slow line reads in a tenth of a second. */
const SLOW_BYTES = 6_400

/** Bytes of one write in a flood of frames. */
const WRITE_BYTES = 64 * 1024

const get = (/** @type {string} */ path, headers = '') =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n${headers}\r\n`
const FORM = 'data=x'
const POST = `POST /send/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n\r\n${FORM}`

/** @param {string} text */
function forged(text) {
  return `Cookie: parley-session=Fe26.2**${Math.random()}${text.repeat(3_000)}\r\n`
}

/**
 * Writes the same bytes as fast as the server reads them.
 * @param {import('node:net').Socket} socket
 * @param {Buffer} bytes
 */
function pour(socket, bytes) {
  const write = () => {
    while (!socket.destroyed) {
      done.requests++
      if (!socket.write(bytes)) return void socket.once('drain', write)
    }
  }
  write()
}

/**
 * Sends a frame at a fixed rate while the connection is open.
 * @param {import('node:net').Socket} socket
 * @param {number} everyMs
 * @param {() => Buffer} make
 */
function repeat(socket, everyMs, make) {
  const timer = setInterval(() => {
    done.requests++
    socket.write(make())
  }, everyMs)
  socket.once('close', () => clearInterval(timer))
}

/** The same, as often as joins may come. @param {import('node:net').Socket} socket @param {() => Buffer} make */
const every = (socket, make) => repeat(socket, JOIN_EVERY_MS, make)

/** @param {number} port @param {string} cookie */
function joins(port, cookie) {
  let id = 0
  webSocket(port, cookie, socket => every(socket, () => json({ type: 'join', id: ++id, room: ROOM })))
}

/** The longest text. Each guest sends two per second, below the rate of a sender. */
const LONGEST = '字'.repeat(4_000)
const LONGEST_EVERY_MS = 500

/** A ping inside 60,000 blanks, which deflate to 100 bytes. */
const BOMB = compressed(`${' '.repeat(60_000)}{"type":"ping"}`)

/** Reads a tenth of a second's bytes, then pauses. @param {import('node:net').Socket} socket */
function slow(socket) {
  let read = 0
  socket.on('data', (bytes) => {
    read += bytes.length
    if (read < SLOW_BYTES) return
    socket.pause()
    setTimeout(() => socket.resume(), 100 * read / SLOW_BYTES)
    read = 0
  })
}

/** @param {Buffer} piece */
const filled = piece => Buffer.concat(Array.from({ length: Math.floor(WRITE_BYTES / piece.length) }, () => piece))

/** @type {Readonly<Record<string, Attack>>} */
export const ATTACKS = {
  'quiet': { title: 'none', connections: 0, start: () => {} },
  'pages-20': { title: 'pages, 20 connections', connections: 20, start: ({ port }) => loop(port, () => get('/')) },
  'pages-500': { title: 'pages, 500 connections', connections: 500, start: ({ port }) => loop(port, () => get('/')) },
  '404': {
    title: 'unknown pages',
    connections: 50,
    start: ({ port }) => loop(port, () => get(`/no-such-page-${Math.random()}`)),
  },
  'guests': { title: 'sessions', connections: 50, start: ({ port }) => loop(port, () => get('/api/session')) },
  'forged': {
    title: 'forged cookies of 3 KB',
    connections: 50,
    start: ({ port }) => loop(port, () => get('/api/session', forged('x'))),
  },
  'history': {
    title: 'history',
    connections: 50,
    texts: 'short',
    start: ({ port }) =>
      loop(port, () => get(`/api/rooms/${ROOM}/messages?limit=200&before=${Math.ceil(Math.random() * 1e4)}`)),
  },
  'asset': { title: 'largest file', connections: 50, start: ({ port, asset }) => loop(port, () => get(asset)) },
  'metrics': { title: '`/metrics`', connections: 50, start: ({ port }) => loop(port, () => get('/metrics')) },
  'posts': { title: '`POST /send/`', connections: 50, start: ({ port }) => loop(port, () => POST) },
  'pipelined': {
    title: '`POST /send/`, 100 pipelined',
    connections: 50,
    start: ({ port }) => loop(port, () => POST, 100),
  },
  'since-0': {
    title: 'upgrades with `since=0`',
    connections: 50,
    texts: 'short',
    start: ({ port }) =>
      keepOpen(port, (socket) => {
        done.requests++
        socket.write(upgrade('/wb/?since=0'))
        socket.once('data', () => socket.destroy())
      }),
  },
  'garbage': {
    title: 'garbage frames of 64 KB, one good in nine',
    connections: 50,
    start: ({ port, cookie }) =>
      webSocket(port, cookie, (socket) => {
        const bad = frame(OPCODE.text, 'x'.repeat(60_000))
        pour(socket, Buffer.concat([...Array.from({ length: 8 }, () => bad), json({ type: 'ping' })]))
      }),
  },
  'joins-short': {
    title: 'joins, short messages',
    connections: 50,
    texts: 'short',
    start: ({ port, cookie }) => joins(port, cookie),
  },
  'joins-long': {
    title: 'joins, long messages',
    connections: 50,
    texts: 'long',
    start: ({ port, cookie }) => joins(port, cookie),
  },
  'resumes': {
    title: 'resumes of 900 long messages',
    connections: 50,
    texts: 'long',
    start: ({ port, cookie }) => {
      let id = 0
      webSocket(port, cookie, (socket, { epoch, lastSeq }) =>
        every(socket, () => json({ type: 'join', id: ++id, room: ROOM, position: { epoch, seq: lastSeq - 900 } })),
      )
    },
  },
  'pongs': {
    title: 'empty pongs',
    connections: 50,
    start: ({ port, cookie }) => webSocket(port, cookie, socket => pour(socket, filled(frame(OPCODE.pong)))),
  },
  'fragments': {
    title: 'empty fragments',
    connections: 50,
    start: ({ port, cookie }) =>
      webSocket(port, cookie, (socket) => {
        const rest = Array.from({ length: 10_000 }, () => frame(OPCODE.continuation, '', false))
        pour(
          socket,
          Buffer.concat([frame(OPCODE.text, '', false), ...rest, frame(OPCODE.continuation, '{"type":"ping"}')]),
        )
      }),
  },
  'longest': {
    title: 'longest texts by 20 guests, 40 per second',
    connections: 20,
    start: ({ port, guest }) => {
      let id = 0
      webSocket(port, guest, socket => repeat(socket, LONGEST_EVERY_MS, () => (
        json({ type: 'send', room: ROOM, clientId: `x${Math.random()}${++id}`, text: LONGEST })
      )))
    },
  },
  'join-reset': {
    title: 'connect, join, reset; long messages',
    connections: 50,
    texts: 'long',
    start: ({ port, cookie }) => {
      webSocket(port, cookie, (socket) => {
        done.requests++
        socket.write(json({ type: 'join', id: 1, room: ROOM }))
        socket.once('data', () => socket.resetAndDestroy())
      })
    },
  },
  'slow-joins': {
    title: 'joins over a line of 64 KB per second, long messages',
    connections: 50,
    texts: 'long',
    start: ({ port, cookie }) => {
      let id = 0
      webSocket(port, cookie, (socket) => {
        slow(socket)
        every(socket, () => json({ type: 'join', id: ++id, room: ROOM }))
      })
    },
  },
  'compressed': {
    title: 'compressed frames of 60 KB, `COMPRESSION=on`',
    connections: 50,
    env: { COMPRESSION: 'on' },
    start: ({ port, cookie }) =>
      webSocket(port, cookie, socket => pour(socket, BOMB), 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
  },
  'half-sent': {
    title: 'bodies that are half sent, 500',
    connections: 500,
    start: ({ port }) =>
      keepOpen(port, (socket) => {
        done.requests++
        socket.write(POST.slice(0, -1))
      }),
  },
  'silent': {
    title: 'silent connections, 2,000',
    connections: 2_000,
    start: ({ port }) => keepOpen(port, () => void done.requests++),
  },
}
