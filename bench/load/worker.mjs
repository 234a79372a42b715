// @ts-check
import process from 'node:process'
import { inParallel } from '../lib/parallel.mjs'
import { sum } from './histogram.mjs'
import { Link } from './link.mjs'
import { WIRES } from './wires.mjs'

/**
 * A process that holds connections of the load. Its parent (load/crowd.mjs) sends one command at a time. Runs under
 * Bun, which can call system functions.
 *
 * @typedef {{ open: number, bytes: number, least: number, most: number, payload: number, digests: [digest: number,
 *   clients: number][], samples: SampleFigures[], latency: number[] }} Status
 *   `payload`, `least` and `most` are bytes of messages: of all clients, of the one with the fewest and of the one with
 *   the most. `digests`: how many clients were written frames of which lengths.
 * @typedef {{ messages: number, payload: number, digest: number, gaps: number, disorder: number, frames: number,
 *   reads: number, order: number }} SampleFigures
 * @typedef {{ port: number, path: string, cookie: string, room: string, wire: import('./wires.mjs').WireName, count:
 *   number, subnet: string, sampleEvery: number | null, atOnce: number }} OpenOptions
 *   One in `sampleEvery` reads everything; null: none.
 */

/** Each connection sends a heartbeat this often, evenly spread. Servers close one that is silent for 30 s or more. */
const BEAT_MS = 20_000
const BEAT_SLOTS = 400

/**
 * Connections per source address. The more ports of an address are in use, the longer the system looks for a free one.
 */
const PER_ADDRESS = 1000

/** @type {Link[]} */
const links = []
/** @type {Link[]} */
let stopped = []

let slot = 0
setInterval(() => {
  slot = (slot + 1) % BEAT_SLOTS
  for (let i = slot; i < links.length; i += BEAT_SLOTS) links[i]?.client.beat()
}, BEAT_MS / BEAT_SLOTS).unref()

/** Opens more connections. @param {OpenOptions} options */
async function open({ wire, count, sampleEvery, atOnce, subnet, ...target }) {
  const first = links.length
  const indexes = Array.from({ length: count }, (_, i) => first + i)
  const began = performance.now()
  await inParallel(indexes, atOnce, index => new Promise((resolve, reject) => {
    const sampled = sampleEvery !== null && index % sampleEvery === sampleEvery - 1
    links.push(
      new Link({ ...target, wire: WIRES[wire] }, sampled, `${subnet}.${1 + Math.floor(index / PER_ADDRESS)}`, error =>
        error ? reject(error) : resolve(),
      ),
    )
  }))
  return performance.now() - began
}

/**
 * Bytes of whole messages. Other bytes (pings) are far less than a message.
 * @param {import('./client.mjs').LoadClient} client
 */
function payloadOf(client) {
  const { frameBytes } = client.target.wire
  return frameBytes === null ? client.eventBytes : client.bytes - client.bytes % frameBytes
}

/** @returns {Status} */
function status() {
  const skipped = new Set(stopped)
  const counted = links.filter(link => !skipped.has(link)).map(({ client }) => client)
  let [bytes, payload, least, most] = [0, 0, counted.length > 0 ? Infinity : 0, 0]
  const digests = new Map()
  for (const client of counted) {
    const own = payloadOf(client)
    bytes += client.bytes
    payload += own
    least = Math.min(least, own)
    most = Math.max(most, own)
    digests.set(client.digest, (digests.get(client.digest) ?? 0) + 1)
  }
  const samples = counted.flatMap(client => client.sample ? [{ client, sample: client.sample }] : [])
  return {
    open: links.filter(({ client }) => client.open).length,
    bytes,
    payload,
    least,
    most,
    digests: [...digests],
    samples: samples.map(({ client, sample: { messages, gaps, disorder, frames, reads, order } }) => ({
      messages,
      payload: payloadOf(client),
      digest: client.digest,
      gaps,
      disorder,
      frames,
      reads,
      order,
    })),
    latency: [...sum(samples.map(({ sample }) => sample.latency))],
  }
}

/** Makes every n-th client stop reading, and stop counting. @param {number} every */
function pause(every) {
  stopped = links.filter((_, index) => index % every === 0)
  for (const link of stopped) link.pause()
  return stopped.length
}

/** Makes them read again, which shows connections that ended meanwhile. */
function resume() {
  for (const link of stopped) link.resume()
}

function close() {
  for (const link of links.splice(0)) link.close()
  stopped = []
}

/**
 * @typedef {{ command: 'open', value: OpenOptions } | { command: 'pause', value: number } | { command: 'resume' |
 *   'close' | 'status' | 'reset' }} Order
 */

/** @param {Order} order */
function run(order) {
  switch (order.command) {
    case 'open': return open(order.value)
    case 'pause': return pause(order.value)
    case 'resume': return resume()
    case 'close': return close()
    case 'status': return status()
    case 'reset': return links.forEach(({ client }) => client.reset())
  }
}

process.on('message', async (/** @type {Order} */ order) => {
  try {
    process.send?.({ answer: await run(order) })
  }
  catch (error) {
    process.send?.({ error: error instanceof Error ? error.message : String(error) })
  }
})
process.on('disconnect', () => process.exit())
