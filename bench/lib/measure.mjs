// @ts-check
import { TEXT_BYTES } from '../load/message.mjs'
import { MeasuredRun } from './measured-run.mjs'

/** Messages have this long to arrive after the last one was sent. Later ones count as not delivered. */
const GRACE_MS = 5000

/**
 * @typedef {object} Figures of one server at one rate
 * @property {number} clients
 * @property {number} offered messages per second that were due
 * @property {number} sent messages that were written to the senders' sockets
 * @property {number} taken messages per second that the senders could write
 * @property {number} seconds of sending
 * @property {number} deliveries
 * @property {number} share of sent messages that were delivered, over all clients
 * @property {boolean} complete every client got every message, proven by its bytes
 * @property {boolean} ordered every sampled client got all in order, and all of them in the same
 * @property {number} gaps messages that sampled clients missed
 * @property {number} open connections at the end
 * @property {number} p50 ms
 * @property {number} p99 ms
 * @property {number} cpuSeconds of the server
 * @property {number} asideCpuSeconds of Redis and PostgreSQL
 * @property {number} loadCpuSeconds
 * @property {number} cores of the server
 * @property {number} bytes per delivery
 * @property {number} kib per connection, from the growth of the server's memory
 * @property {number} rssMb of the server at the end
 * @property {number} batches writes per second that a client sees: batches on the app wire, else reads, which may join
 *   several writes
 * @property {number} lateP99 ms that the sender itself was late
 * @property {number} openMs until all were connected
 */

/**
 * Measures one server at one rate, from its start to its end.
 * @param {import('./measured-run.mjs').MeasuredRunOptions & { duration: number }} options duration in seconds
 * @returns {Promise<Figures>}
 */
export async function measure({ duration, ...options }) {
  const run = await MeasuredRun.open(options)
  const { crowd, senders, clients } = run
  const { rate } = options
  const before = run.cpu()
  const began = performance.now()
  const sending = await senders.run(rate, duration)
  const untaken = senders.unsent() / options.compared.encode('x'.repeat(TEXT_BYTES), 0, 0).length
  const seen = await crowd.waitFor(sending.sent, GRACE_MS)
  const after = run.cpu()
  const elapsed = (performance.now() - began) / 1000
  const rssMb = run.rssKb() / 1024
  await run.close()
  const share = seen.deliveries / (sending.sent * clients)
  return {
    clients,
    offered: rate,
    sent: sending.sent,
    taken: (sending.sent - untaken) / sending.seconds,
    seconds: sending.seconds,
    deliveries: seen.deliveries,
    share,
    complete: Math.round(seen.least) === sending.sent && Math.round(seen.most) === sending.sent,
    // While messages are under way, clients need not be equally far.
    ordered: seen.ordered && seen.gaps === 0 && (seen.agreed || share < 1),
    gaps: seen.gaps,
    open: seen.open,
    p50: seen.p50,
    p99: seen.p99,
    cpuSeconds: after.server - before.server,
    asideCpuSeconds: after.aside - before.aside,
    loadCpuSeconds: after.load - before.load,
    cores: (after.server - before.server) / elapsed,
    bytes: seen.bytes / seen.deliveries,
    kib: run.kibPerConnection,
    rssMb,
    batches: (seen.frames || seen.reads) / elapsed,
    lateP99: sending.lateP99,
    openMs: run.openMs,
  }
}
