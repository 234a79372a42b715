// @ts-check
import { LoadClient } from './client.mjs'
import { drain } from './drain.mjs'
import {
  EVENT, beginConnection, close, discard, microseconds, receive, received, rewatch, sendAll, unwatch, wait, watch,
} from './libc.mjs'

/** Connections of the load; all of a process share one epoll. */

/** Longest delay of a command of the parent. */
const WAIT_MS = 10

/** By socket. @type {(Link | undefined)[]} */
const links = []

/** One connection. */
export class Link {
  /** @type {LoadClient} */
  client
  connecting = true
  closed = false

  /**
   * @param {import('./client.mjs').Target} target
   * @param {boolean} sampled
   * @param {string} localAddress
   * @param {(error?: Error) => void} settled
   */
  constructor(target, sampled, localAddress, settled) {
    this.client = new LoadClient(target, sampled, settled, this)
    this.socket = beginConnection(localAddress, target.port)
    links[this.socket] = this
    watch(this.socket, EVENT.OUT)
    if (begun) return
    begun = true
    poll()
  }

  /** For the client. @param {Buffer} bytes */
  write(bytes) {
    // A frame of a few bytes does not fit: the server has not read for long.
    if (!this.closed && !sendAll(this.socket, bytes)) this.client.end(new Error('The server takes no more.'))
  }

  /** For the client. */
  now() {
    return microseconds()
  }

  /** For the client, which has ended. */
  close() {
    if (this.closed) return
    this.closed = true
    links[this.socket] = undefined
    close(this.socket)
  }

  /** @param {number} mask */
  onEvent(mask) {
    if (this.connecting && mask === EVENT.OUT) {
      this.connecting = false
      rewatch(this.socket, EVENT.IN)
      return this.client.connected()
    }
    if (mask & EVENT.IN) drain(this.client, this)
    if (mask & (EVENT.ERR | EVENT.HUP)) this.client.end(new Error('reset'))
  }

  /** For `drain`. @param {number} length */
  receive(length) {
    return receive(this.socket, length)
  }

  /** For `drain`. @param {number} length */
  discard(length) {
    return discard(this.socket, length)
  }

  /** For `drain`. @param {number} size */
  received(size) {
    return received(size)
  }

  /** Stops reading. */
  pause() {
    if (!this.closed) unwatch(this.socket)
  }

  resume() {
    if (!this.closed) watch(this.socket, EVENT.IN)
  }
}

const onEvent = (/** @type {number} */ socket, /** @type {number} */ mask) => links[socket]?.onEvent(mask)

let begun = false

/** Runs until the process ends. Timers and commands of the parent run between two rounds. */
function poll() {
  wait(WAIT_MS, onEvent)
  setImmediate(poll)
}
