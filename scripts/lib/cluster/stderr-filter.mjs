// @ts-check
/** @typedef {import('node:stream').Readable} Readable */
/** @typedef {import('node:stream').Writable} Writable */

/**
 * Forwards a worker's standard error. Holds it back until the worker has started or ended, and then drops what the last
 * worker already said: workers that fail to start one after the other print the same error.
 */
export class StderrFilter {
  static #last = ''
  #text = ''
  #held = true
  #to

  /**
   * @param {Readable | null} from
   * @param {Writable} to
   */
  constructor(from, to) {
    this.#to = to
    from?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      if (this.#held) this.#text += text
      else to.write(text)
    })
    from?.once('end', () => this.release())
  }

  /** Writes the held text, and from now on forwards at once. Call it when the worker has started or ended. */
  release() {
    if (!this.#held) return
    this.#held = false
    if (this.#text !== '' && this.#text !== StderrFilter.#last) this.#to.write(this.#text)
    if (this.#text !== '') StderrFilter.#last = this.#text
  }
}
