// @ts-check
import { constants, inflateRawSync } from 'node:zlib'
import { OPCODE, newWalk, readFrame, walkFrames } from './frames.mjs'
import { histogram, record } from './histogram.mjs'
import { messageReader } from './message.mjs'

/**
 * One connection of the load, with an upgrade written by hand. Once set up it only counts bytes and reads as few of
 * them as that takes. A sampled one reads every message.
 */

/** Bytes that a sampled client reads at once. */
const READ_BYTES = 256 * 1024

/** Bytes that a counting client reads at once: a head, and small frames whole. */
const STEP_BYTES = 2048

/** More than the system buffers for a socket. */
const ALL = 2 ** 30

const HEAD_END = '\r\n\r\n'
const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='

/** Left out at the end of each compressed message (RFC 7692, section 7.2.2). */
const DEFLATE_TAIL = Buffer.from([0, 0, 0xFF, 0xFF])

/** Ends one message of a stream that never ends. */
const INFLATE = { finishFlush: constants.Z_SYNC_FLUSH }

/** The first letter of `message`, as `walkFrames` reports it. */
const MESSAGE = 'm'.charCodeAt(0)

/**
 * @typedef {object} Target
 * @property {number} port
 * @property {string} path
 * @property {string} cookie
 * @property {string} room
 * @property {import('./wires.mjs').Wire} wire
 *
 * @typedef {object} Line a client's connection; it calls the client's `connected`, `read` and `end`
 * @property {(bytes: Buffer) => void} write
 * @property {() => void} close
 * @property {() => number} now microseconds, by the senders' clock
 */

/** The messages that a sampled client saw. */
export class Sample {
  messages = 0
  gaps = 0
  disorder = 0
  frames = 0
  reads = 0
  /** A hash of the order of arrival: equal for two clients that saw the same. */
  order = 0
  /** @type {Map<number, number>} */
  next = new Map()
  latency = histogram()
  now = 0
  rest = Buffer.alloc(0)
  take = messageReader((sender, counter, at) => {
    this.messages++
    const wanted = this.next.get(sender) ?? counter
    if (counter > wanted) this.gaps += counter - wanted
    if (counter < wanted) this.disorder++
    this.next.set(sender, Math.max(wanted, counter) + (counter < wanted ? 0 : 1))
    this.order = (Math.imul(this.order, 31) + sender * 1_000_003 + counter) | 0
    record(this.latency, this.now - at)
  })

  /** Reads compressed frames, and those that were too short to compress. @param {Buffer} chunk */
  takeFrames(chunk) {
    this.rest = Buffer.concat([this.rest, chunk])
    for (let frame = readFrame(this.rest); frame; frame = readFrame(this.rest)) {
      this.take(frame.deflated ? inflateRawSync(Buffer.concat([frame.payload, DEFLATE_TAIL]), INFLATE) : frame.payload)
      this.rest = this.rest.subarray(frame.size)
    }
  }

  /** Starts over, but remembers the next message: a loss in between shows as a gap. */
  reset() {
    this.messages = this.gaps = this.disorder = this.frames = this.reads = this.order = 0
    this.latency = histogram()
  }
}

export class LoadClient {
  bytes = 0
  /** Bytes of app events, with a comma each: equal for all clients that got the same events, in any batches. */
  eventBytes = 0
  /** A hash of the lengths of all frames with messages, in order: equal for all clients that got the same frames. */
  digest = 0
  open = true
  /** @type {Sample | null} */
  sample = null
  /** @type {Buffer | null} */
  pending = Buffer.alloc(0)
  upgraded = false
  walk = newWalk()

  /**
   * @param {Target} target
   * @param {boolean} sampled
   * @param {(error?: Error) => void} settled called once: ready, or failed
   * @param {Line} line
   */
  constructor(target, sampled, settled, line) {
    this.target = target
    this.settled = settled
    this.line = line
    if (sampled) this.sample = new Sample()
  }

  connected() {
    this.line.write(this.request())
  }

  request() {
    const { path, cookie, wire, port } = this.target
    return Buffer.from(
      [
        `GET ${path} HTTP/1.1`,
        `Host: 127.0.0.1:${port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        `Sec-WebSocket-Key: ${KEY}`,
        'Sec-WebSocket-Version: 13',
        ...(wire.subprotocol ? [`Sec-WebSocket-Protocol: ${wire.subprotocol}`] : []),
        ...(wire.extension ? [`Sec-WebSocket-Extensions: ${wire.extension}`] : []),
        ...(cookie ? [`Cookie: ${cookie}`] : []),
        '',
        '',
      ].join('\r\n'),
    )
  }

  /** @param {Error} error */
  end(error) {
    if (!this.open) return
    this.open = false
    this.line.close()
    if (this.pending) this.settled(error)
    this.pending = null
  }

  get batched() {
    return this.target.wire.frameBytes === null
  }

  /** Number of following bytes that the client only counts. */
  unseen() {
    if (this.pending || this.sample) return 0
    return this.batched ? this.walk.skip : ALL
  }

  /** Counts such bytes. @param {number} size */
  skip(size) {
    this.bytes += size
    if (this.batched) this.walk.skip -= size
  }

  /** Number of bytes that the client reads at once. */
  wanted() {
    return this.pending || this.sample ? READ_BYTES : STEP_BYTES
  }

  /** @param {Buffer} chunk */
  read(chunk) {
    if (this.pending) return this.setUp(chunk)
    this.bytes += chunk.length
    if (this.batched) walkFrames(this.walk, chunk, this.onFrame)
    const { sample } = this
    if (!sample) return
    sample.reads++
    sample.now = this.line.now()
    if (this.target.wire.extension) sample.takeFrames(chunk)
    else sample.take(chunk)
  }

  onFrame = (
    /** @type {number} */ opcode,
    /** @type {number} */ length,
    /** @type {number} */ kind,
    /** @type {boolean} */ deflated,
  ) => {
    if (opcode !== OPCODE.TEXT || (kind !== MESSAGE && !deflated)) return
    // `[a,b,c]` is the events with a comma each, and one more byte.
    this.eventBytes += length - 1
    this.digest = (Math.imul(this.digest, 31) + length) | 0
    if (this.sample) this.sample.frames++
  }

  /** @param {Buffer} chunk */
  setUp(chunk) {
    this.pending = Buffer.concat([this.pending ?? Buffer.alloc(0), chunk])
    if (!this.upgraded && !this.takeHead()) return
    const { wire, room } = this.target
    let ready = wire.greet === null
    while (!ready) {
      const frame = readFrame(this.pending)
      if (!frame) return
      const step = frame.opcode === OPCODE.TEXT ? wire.greet?.(frame.payload.toString('latin1'), room) : 'wait'
      if (Buffer.isBuffer(step)) this.line.write(step)
      ready = step === 'ready'
      this.pending = this.pending.subarray(frame.size)
    }
    const rest = this.pending
    this.pending = null
    this.settled()
    if (rest.length > 0) this.read(rest)
  }

  takeHead() {
    const pending = this.pending ?? Buffer.alloc(0)
    const end = pending.indexOf(HEAD_END)
    if (end === -1) return false
    const status = pending.toString('latin1', 0, pending.indexOf('\r\n'))
    if (!status.includes(' 101 ')) {
      this.end(new Error(`The upgrade was answered: ${status}`))
      return false
    }
    this.upgraded = true
    this.pending = pending.subarray(end + HEAD_END.length)
    return true
  }

  beat() {
    if (this.open && !this.pending) this.line.write(this.target.wire.beat)
  }

  reset() {
    this.bytes = this.eventBytes = this.digest = 0
    this.sample?.reset()
  }
}
