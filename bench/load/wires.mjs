// @ts-check
import { OPCODE, clientFrame } from './frames.mjs'
import { TEXT_BYTES } from './message.mjs'

/**
 * @typedef {'wait' | 'ready' | Buffer} Step what a client does after a frame while it is being set up
 * @typedef {object} Wire
 * @property {string} [subprotocol]
 * @property {number | null} frameBytes of one message, where every message is a frame of its own; null where they come in batches
 * @property {Buffer} beat what a client says now and then, so that it does not count as dead
 * @property {((text: string, room: string) => Step) | null} greet null where a client is ready once it is upgraded
 */

const PONG = clientFrame(OPCODE.PONG, '')

/** A text frame of a message, with what is around its text. */
const framed = (/** @type {number} */ around) => 2 + around + TEXT_BYTES

/** How the load talks to each kind of server. @type {Record<'plain' | 'app' | 'socketio', Wire>} */
export const WIRES = {
  /** One bare text a message: Parley's plain wire, and every server that sends what it was given. */
  plain: { frameBytes: framed(0), beat: PONG, greet: null },
  /** `parley.v1` */
  app: {
    subprotocol: 'parley.v1',
    frameBytes: null,
    beat: PONG,
    greet(text, room) {
      if (text.startsWith('[{"type":"hello"')) return clientFrame(OPCODE.TEXT, JSON.stringify({ type: 'join', id: 1, room }))
      return text.startsWith('[{"type":"joined"') ? 'ready' : 'wait'
    },
  },
  /** Socket.IO 4 over Engine.IO 4. Its own pong keeps it alive. */
  socketio: {
    frameBytes: framed('42["message",""]'.length),
    beat: clientFrame(OPCODE.TEXT, '3'),
    greet(text, room) {
      if (text.startsWith('0{')) return clientFrame(OPCODE.TEXT, `40${JSON.stringify({ room })}`)
      return text.startsWith('40') ? 'ready' : 'wait'
    },
  },
}

/** @typedef {keyof typeof WIRES} WireName */
