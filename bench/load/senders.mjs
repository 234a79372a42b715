// @ts-check
import { createConnection } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { OPCODE, clientFrame } from './frames.mjs'
import { LoadClient } from './client.mjs'
import { microseconds, stampedText } from './message.mjs'
import { percentile } from '../lib/stats.mjs'

/**
 * @typedef {(text: string, sender: number, counter: number) => Buffer} Encode encodes a message for the server
 * @typedef {{ port: number, path: string, cookies: readonly string[], wire: import('./wires.mjs').Wire | null,
 *   encode: Encode, count: number }} SendersOptions
 *   `wire` is null if messages are posted by HTTP.
 * @typedef {{ sent: number, seconds: number, lateP99: number }} Run messages sent, duration, and lateness of the
 *   sender, in ms
 */

/** The head of an answer that is no success. */
const REFUSAL = /HTTP\/1\.1 ([^2]\d\d[^\r]*)/g

/**
 * Sends HTTP requests on one kept connection, one after the other, without waiting for answers. Reports refusals: else
 * refused messages would look like lost ones.
 * @param {number} port
 * @param {(status: string) => void} refused
 * @returns {Promise<import('node:net').Socket>}
 */
function openHttp(port, refused) {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true }, () => resolve(socket))
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      for (const [, status = ''] of chunk.toString('latin1').matchAll(REFUSAL)) refused(status)
    })
  })
}

/**
 * @param {SendersOptions} options
 * @param {import('./wires.mjs').Wire} wire
 * @param {string} cookie
 * @returns {Promise<import('node:net').Socket>}
 */
function openSocket({ port, path }, wire, cookie) {
  return new Promise((resolve, reject) => {
    // A sender does not join the room: it gets only its own answers.
    const greet = wire.greet
    const sending = {
      ...wire,
      frameBytes: 1,
      greet:
        greet
        && ((/** @type {string} */ text, /** @type {string} */ room) => {
          const step = greet(text, room)
          return Buffer.isBuffer(step) && text.startsWith('[{"type":"hello"') ? /** @type {const} */ ('ready') : step
        }),
    }
    const socket = createConnection({ host: '127.0.0.1', port, noDelay: true })
    const line = {
      write: (/** @type {Buffer} */ bytes) => void socket.write(bytes),
      close: () => void socket.destroy(),
      now: microseconds,
    }
    const client = new LoadClient(
      { port, path, cookie, room: '', wire: sending },
      false,
      error => error ? reject(error) : resolve(socket),
      line,
    )
    socket.on('connect', () => client.connected())
    socket.on('data', chunk => client.read(chunk))
    socket.on('error', error => client.end(error))
    socket.on('close', () => client.end(new Error('closed')))
  })
}

/** Servers close a connection that is silent for half a minute. */
const BEAT_MS = 15_000

/** The senders. Messages are distributed evenly. */
export class Senders {
  /** @type {import('node:net').Socket[]} */
  sockets = []
  /** @type {number[]} */
  counters = []
  /** Statuses of answers that were no success. @type {Set<string>} */
  refusals = new Set()
  /** @type {NodeJS.Timeout | undefined} */
  beating

  /** @param {SendersOptions} options */
  constructor(options) {
    this.options = options
  }

  async open() {
    const { wire, count, cookies } = this.options
    for (let i = 0; i < count; i++) {
      this.sockets.push(
        await (wire
          ? openSocket(this.options, wire, cookies[i % Math.max(1, cookies.length)] ?? '')
          : this.openHttp()),
      )
      this.counters.push(0)
    }
    if (wire) this.beating = setInterval(() => this.sockets.forEach(socket => socket.write(wire.beat)), BEAT_MS).unref()
    return this
  }

  openHttp() {
    return openHttp(this.options.port, status => this.refused(status))
  }

  /**
   * A server closes HTTP connections that are idle. With 100,000 clients the messages of the warm-up take longer than
   * its 5 s to arrive, and all that was sent afterwards went to closed connections.
   */
  async reopen() {
    if (this.options.wire) return
    for (const [i, socket] of this.sockets.entries()) if (socket.destroyed) this.sockets[i] = await this.openHttp()
  }

  /** @param {number} number */
  send(number) {
    const sender = number % this.sockets.length
    const counter = this.counters[sender] ?? 0
    this.counters[sender] = counter + 1
    this.sockets[sender]?.write(this.options.encode(stampedText(sender, counter, microseconds()), sender, counter))
  }

  /**
   * Sends at a steady rate, by the clock: late messages are sent at once.
   * @param {number} rate messages per second
   * @param {number} seconds
   * @returns {Promise<Run>}
   */
  async run(rate, seconds) {
    await this.reopen()
    const began = performance.now()
    const total = Math.round(rate * seconds)
    /** @type {number[]} */
    const late = []
    for (let sent = 0; sent < total;) {
      const now = performance.now() - began
      for (const due = Math.min(total, Math.floor(now * rate / 1000) + 1); sent < due; sent++) {
        late.push(now - sent * 1000 / rate)
        this.send(sent)
      }
      // Sleeps until the next is due: this process uses the server's cores.
      await sleep(Math.max(1, sent * 1000 / rate - (performance.now() - began)))
    }
    return { sent: total, seconds: (performance.now() - began) / 1000, lateP99: percentile(late, 99) }
  }

  /** @param {string} status */
  refused(status) {
    if (!this.refusals.has(status)) console.error(`The server refuses what is sent: ${status}`)
    this.refusals.add(status)
  }

  /** Bytes not accepted by the server yet. */
  unsent() {
    return this.sockets.reduce((total, socket) => total + socket.writableLength, 0)
  }

  close() {
    clearInterval(this.beating)
    for (const socket of this.sockets) socket.destroy()
  }
}

/** @type {Encode} */
export const asText = text => clientFrame(OPCODE.TEXT, text)

/** @type {Encode} */
export const asSocketIo = text => clientFrame(OPCODE.TEXT, `42["say","${text}"]`)

/** Different per run: a server with kept data would drop a known client id. */
const RUN = Date.now().toString(36)

/** @param {string} room @returns {Encode} */
export const asParley = room => (text, sender, counter) =>
  clientFrame(OPCODE.TEXT, JSON.stringify({ type: 'send', room, clientId: `${RUN}-${sender}-${counter}`, text }))

/** @type {Encode} */
export const asPost = (text) => {
  const body = `data=${encodeURIComponent(text)}`
  return Buffer.from(
    `POST /send/ HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
}
