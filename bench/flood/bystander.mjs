// @ts-check
import { request } from 'node:http'
import process from 'node:process'
import WebSocket from 'ws'
import { percentile } from '../lib/stats.mjs'

/**
 * A separate process: visitors from another address chat, and measure response times until the parent sends `stop`.
 * Several send, since one may send three messages per second.
 */
const [port = '', ...cookies] = process.argv.slice(2)

const PING_EVERY_MS = 100
const SEND_EVERY_MS = 100
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
  all() {
    return [...this.took, ...this.waiting.map(began => performance.now() - began)]
  }
}

/** @param {readonly Times[]} times */
function summary(times) {
  const all = times.flatMap(one => one.all())
  return { p50: percentile(all, 50), p95: percentile(all, 95), p99: percentile(all, 99) }
}

const [pings, pages] = [new Times(), new Times()]
let closed = 0
let greeted = 0

/** One visitor's connection. It comes back when it is closed. */
class Chat {
  acks = new Times()

  /** @param {string} cookie */
  constructor(cookie) {
    this.cookie = cookie
    this.ws = this.open()
  }

  open() {
    const ws = new WebSocket(`ws://127.0.0.1:${port}/wb/`, 'parley.v1', {
      headers: { cookie: this.cookie },
      perMessageDeflate: false,
    })
    ws.on('message', (data) => {
      const text = data.toString()
      if (text.includes('"type":"hello"') && ++greeted === cookies.length) process.send?.('open')
      if (text.includes('"type":"pong"')) pings.end()
      for (let i = text.split('"type":"ack"').length; i > 1; i--) this.acks.end()
    })
    ws.on('error', () => {})
    ws.on('close', () => {
      closed++
      setTimeout(() => void (this.ws = this.open()), PING_EVERY_MS)
    })
    return ws
  }

  /** @param {Times} times @param {object} value */
  send(times, value) {
    times.begin()
    if (this.ws.readyState === WebSocket.OPEN) this.ws.send(JSON.stringify(value))
  }
}

const chats = cookies.map(cookie => new Chat(cookie))
let sent = 0

process.on('message', (message) => {
  if (message === 'stop')
    return process.send?.(
      { ping: summary([pings]), ack: summary(chats.map(({ acks }) => acks)), page: summary([pages]), closed },
      undefined,
      undefined,
      () => process.exit(0),
    )
  setInterval(() => chats[0]?.send(pings, { type: 'ping' }), PING_EVERY_MS)
  setInterval(() => {
    const chat = chats[++sent % chats.length]
    chat?.send(chat.acks, { type: 'send', room: 'channel_2', clientId: `c${sent}`, text: 'hello' })
  }, SEND_EVERY_MS)
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
    request({ port, host: '127.0.0.1', path: '/', agent: false, headers: { accept: 'text/html', cookie: cookies[0] } }, response =>
      response.resume().on('end', over),
    )
      .on('error', () => {})
      .end()
  }, PAGE_EVERY_MS)
})
