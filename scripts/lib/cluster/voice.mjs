// @ts-check
/** @typedef {import('node:stream').Readable} Readable */
/** @typedef {import('node:stream').Writable} Writable */

/**
 * What workers say on standard error. One that has not started yet is heard only if it says something new: several that fail to start, one
 * after the other, have one and the same complaint.
 */
export class Voice {
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
    from?.once('end', () => this.free())
  }

  /** It has started, or ended: what it said so far is heard, and what it says from now on at once. */
  free() {
    if (!this.#held) return
    this.#held = false
    if (this.#text !== '' && this.#text !== Voice.#last) this.#to.write(this.#text)
    if (this.#text !== '') Voice.#last = this.#text
  }
}
