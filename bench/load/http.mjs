// @ts-check
import { createConnection } from 'node:net'
import process from 'node:process'
import { histogram, record } from './histogram.mjs'
import { answerSize, answerStatus } from './http-answer.mjs'
import { microseconds } from './message.mjs'

/**
 * A process of the load that repeats one HTTP request over kept connections, one at a time per connection. It uses raw
 * sockets, so that it needs less CPU than the server. Its parent (`bench/lib/http-load.mjs`) reads the counts.
 */

/** Connections per source address: below the limits per address. */
const PER_ADDRESS = 4

/** A refused client waits this long before it connects again: otherwise the load would measure connecting. */
const RECONNECT_MS = 5

/**
 * @typedef {{ port: number, connections: number, request: string }} HttpLoadOptions `request` is the whole request,
 *   as latin1
 * @typedef {{ answers: number, bytes: number, statuses: Record<string, number>, reconnects: number, latency: readonly
 *   number[] }} HttpCounts
 */

const fresh = () => ({
  answers: 0,
  bytes: 0,
  statuses: /** @type {Record<string, number>} */ ({}),
  reconnects: 0,
  latency: histogram(),
})

let counts = fresh()

/** @param {Buffer} answer @param {number} tookUs */
function count(answer, tookUs) {
  const status = answerStatus(answer)
  counts.answers++
  counts.bytes += answer.length
  counts.statuses[status] = (counts.statuses[status] ?? 0) + 1
  record(counts.latency, tookUs)
}

/** @param {HttpLoadOptions} options @param {number} index of the connection */
function open({ port, request, ...rest }, index) {
  const bytes = Buffer.from(request, 'latin1')
  const localAddress = `127.0.9.${1 + Math.floor(index / PER_ADDRESS)}`
  const socket = createConnection({ host: '127.0.0.1', port, localAddress, noDelay: true })
  let received = Buffer.alloc(0)
  let sentAt = 0
  const ask = () => {
    sentAt = microseconds()
    socket.write(bytes)
  }
  socket.on('connect', ask)
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    const size = answerSize(received)
    if (size === null) return
    count(received.subarray(0, size), microseconds() - sentAt)
    received = received.subarray(size)
    ask()
  })
  socket.on('error', () => {}) // `close` follows.
  socket.on('close', () => {
    counts.reconnects++
    setTimeout(open, RECONNECT_MS, { port, request, ...rest }, index)
  })
}

process.on('message', (/** @type {HttpLoadOptions | 'take'} */ order) => {
  if (order !== 'take') {
    for (let index = 0; index < order.connections; index++) open(order, index)
    return
  }
  process.send?.({ ...counts, latency: [...counts.latency] })
  counts = fresh()
})
process.on('disconnect', () => process.exit())
