// @ts-check

/**
 * The number of messages that a crowd got; most clients only count bytes.
 * @typedef {object} Counted
 * @property {number} deliveries
 * @property {number} least messages that the client with the fewest got
 * @property {number} most
 */

/**
 * Counts messages by their frames. A client that got frames of the same lengths in the same order as a sampled client
 * got the same messages. Any other client counts as one that got nothing.
 * @param {readonly import('./worker.mjs').Status[]} all
 * @param {readonly import('./worker.mjs').SampleFigures[]} samples
 * @returns {Counted}
 */
export function countByDigest(all, samples) {
  const known = new Map(samples.map(({ digest, messages }) => [digest, messages]))
  const digests = all.flatMap(status => status.digests)
  const seen = digests.map(([digest, clients]) => ({ clients, messages: known.get(digest) ?? 0 }))
  const messages = seen.map(each => each.messages)
  return {
    deliveries: seen.reduce((total, each) => total + each.clients * each.messages, 0),
    least: Math.min(...messages),
    most: Math.max(...messages),
  }
}

/**
 * Counts messages by their bytes. The sampled clients, which read messages, give the size of one.
 * @param {readonly import('./worker.mjs').Status[]} all
 * @param {readonly import('./worker.mjs').SampleFigures[]} samples
 * @param {number | null} frameBytes
 * @returns {Counted}
 */
export function countByBytes(all, samples, frameBytes) {
  const messages = samples.reduce((total, sample) => total + sample.messages, 0)
  const payload = samples.reduce((total, sample) => total + sample.payload, 0)
  const weight = frameBytes ?? (messages > 0 ? payload / messages : Number.NaN)
  const inMessages = (/** @type {number} */ bytes) => bytes === 0 ? 0 : bytes / weight
  return {
    deliveries: Math.round(inMessages(all.reduce((total, status) => total + status.payload, 0))),
    least: inMessages(Math.min(...all.map(status => status.least))),
    most: inMessages(Math.max(...all.map(status => status.most))),
  }
}
