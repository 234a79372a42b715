// @ts-check

/**
 * A source of bytes. Both calls take at most `length` and return the number taken: 0 at the end of the stream, less
 * than 0 if there is nothing now.
 * @typedef {object} Source
 * @property {(length: number) => number} receive
 * @property {(length: number) => number} discard without reading, which needs no copy
 * @property {(size: number) => Buffer} received the bytes received last
 */

/**
 * Takes the available bytes for a client, and copies only those that it needs.
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
