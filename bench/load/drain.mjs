// @ts-check

/**
 * Where bytes come from. Both take at most so many, and answer with how many they took: 0 at the end of the stream, less when there is nothing now.
 * @typedef {object} Source
 * @property {(length: number) => number} receive
 * @property {(length: number) => number} discard without seeing them, which costs the system no copy
 * @property {(size: number) => Buffer} received what was received last
 */

/**
 * Takes what there is for a client. It sees no more of it than it needs.
 * @param {import('./client.mjs').LoadClient} client
 * @param {Source} source
 */
export function drain(client, source) {
  while (client.open) {
    const unseen = client.unseen()
    const wanted = unseen > 0 ? unseen : client.wanted()
    const size = unseen > 0 ? source.discard(unseen) : source.receive(wanted)
    if (size === 0) client.end(new Error('closed'))
    if (size <= 0) return
    if (unseen > 0) client.skip(size)
    else client.read(source.received(size))
    if (size < wanted) return
  }
}
