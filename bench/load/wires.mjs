// @ts-check
import { OPCODE, clientFrame } from './frames.mjs'
import { TEXT_BYTES } from './message.mjs'

/**
 * @typedef {'wait' | 'ready' | Buffer} Step what a client does after a frame while it is being set up
 * @typedef {object} Wire
 * @property {string} title in tables
 * @property {string} [subprotocol]
 * @property {string} [extension] that makes the bytes of a message depend on what is around it
 * @property {number | null} frameBytes of one message, where every message is a frame of its own; null where they come in batches
 * @property {Buffer} beat what a client says now and then, so that it does not count as dead
 * @property {((text: string, room: string) => Step) | null} greet null where a client is ready once it is upgraded
 */

const PONG = clientFrame(OPCODE.PONG, '')

/** A text frame of a message, with what is around its text. */
const framed = (/** @type {number} */ around) => 2 + around + TEXT_BYTES

/** @type {Wire} */
const APP = {
  title: 'parley.v1',
  subprotocol: 'parley.v1',
  frameBytes: null,
  beat: PONG,
  greet(text, room) {
    if (text.startsWith('[{"type":"hello"')) return clientFrame(OPCODE.TEXT, JSON.stringify({ type: 'join', id: 1, room }))
    return text.startsWith('[{"type":"joined"') ? 'ready' : 'wait'
  },
}

/** How the load talks to each kind of server. @type {Record<'plain' | 'app' | 'deflated' | 'socketio', Wire>} */
export const WIRES = {
  /** One bare text a message: Parley's plain wire, and every server that sends what it was given. */
  plain: { title: 'plain', frameBytes: framed(0), beat: PONG, greet: null },
  /** `parley.v1` */
  app: APP,
  /** The same with permessage-deflate, as a browser asks for it. */
  deflated: { ...APP, title: 'parley.v1, compressed', extension: 'permessage-deflate; client_max_window_bits' },
  /** Socket.IO 4 over Engine.IO 4. Its own pong keeps it alive. */
  socketio: {
    title: 'Socket.IO',
    frameBytes: framed('42["message",""]'.length),
    beat: clientFrame(OPCODE.TEXT, '3'),
    greet(text, room) {
      if (text.startsWith('0{')) return clientFrame(OPCODE.TEXT, `40${JSON.stringify({ room })}`)
      return text.startsWith('40') ? 'ready' : 'wait'
    },
  },
}

/**
 * @typedef {keyof typeof WIRES} WireName
 * @typedef {'plain' | 'app' | 'deflated'} ParleyWire
 */
