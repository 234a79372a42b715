// @ts-check
import { request } from 'node:http'
import process from 'node:process'
import WebSocket from 'ws'
import { percentile } from '../lib/stats.mjs'

/**
 * A separate process: a visitor from another address chats, and measures response times until the parent sends `stop`.
 */
const [port = '', cookie = ''] = process.argv.slice(2)

const PING_EVERY_MS = 100
const SEND_EVERY_MS = 500
const PAGE_EVERY_MS = 500

/** Start times of pending requests, and durations of finished ones, in ms. */
class Times {
  /** @type {number[]} */
  waiting = []
  /** @type {number[]} */
  took = []
  begin() {
    this.waiting.push(performance.now())
  }

  end() {
    const began = this.waiting.shift()
    if (began !== undefined) this.took.push(performance.now() - began)
  }

  /** A missing answer counts as taking until now: otherwise a server that hangs would look fast. */
  summary() {
    const all = [...this.took, ...this.waiting.map(began => performance.now() - began)]
    return { p50: percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99) }
  }
}

const [pings, acks, pages] = [new Times(), new Times(), new Times()]
let closed = 0

let ws = chat()

function chat() {
  const opened = new WebSocket(`ws://127.0.0.1:${port}/wb/`, 'parley.v1', {
    headers: { cookie },
    perMessageDeflate: false,
  })
  opened.on('message', (data) => {
    const text = data.toString()
    if (text.includes('"type":"hello"')) process.send?.('open')
    if (text.includes('"type":"pong"')) pings.end()
    if (text.includes('"type":"ack"')) acks.end()
  })
  opened.on('error', () => {})
  opened.on('close', () => {
    closed++
    setTimeout(() => (ws = chat()), PING_EVERY_MS)
  })
  return opened
}

let sent = 0
const send = (/** @type {Times} */ times, /** @type {object} */ value) => {
  times.begin()
  if (ws.readyState === WebSocket.OPEN) ws.send(JSON.stringify(value))
}

process.on('message', (message) => {
  if (message === 'stop')
    return process.send?.(
      { ping: pings.summary(), ack: acks.summary(), page: pages.summary(), closed },
      undefined,
      undefined,
      () => process.exit(0),
    )
  setInterval(() => send(pings, { type: 'ping' }), PING_EVERY_MS)
  setInterval(
    () => send(acks, { type: 'send', room: 'channel_2', clientId: `c${++sent}`, text: 'hello' }),
    SEND_EVERY_MS,
  )
  setInterval(() => {
    const began = performance.now()
    const waiting = pages.waiting
    waiting.push(began)
    const over = () => {
      const place = waiting.indexOf(began)
      if (place === -1) return
      waiting.splice(place, 1)
      pages.took.push(performance.now() - began)
    }
    // A new connection each time, as for a new visitor.
    request({ port, host: '127.0.0.1', path: '/', agent: false, headers: { accept: 'text/html', cookie } }, response =>
      response.resume().on('end', over),
    )
      .on('error', () => {})
      .end()
  }, PAGE_EVERY_MS)
})
