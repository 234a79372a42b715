// @ts-check
import { OPCODE, clientFrame } from './frames.mjs'
import { TEXT_BYTES } from './message.mjs'

/**
 * @typedef {'wait' | 'ready' | Buffer} Step a client's action after a frame during its setup
 * @typedef {object} Wire
 * @property {string} title in tables
 * @property {string} [subprotocol]
 * @property {string} [extension] that makes a message's bytes depend on its neighbours
 * @property {number | null} frameBytes size of a message's own frame; null if messages come in batches
 * @property {Buffer} beat a client's heartbeat
 * @property {((text: string, room: string) => Step) | null} greet null if a client is ready after the upgrade
 */

const PONG = clientFrame(OPCODE.PONG, '')

/** A message's text frame with its surroundings. */
const framed = (/** @type {number} */ around) => 2 + around + TEXT_BYTES

/** @type {Wire} */
const APP = {
  title: 'parley.v1',
  subprotocol: 'parley.v1',
  frameBytes: null,
  beat: PONG,
  greet(text, room) {
    if (text.startsWith('[{"type":"hello"'))
      return clientFrame(OPCODE.TEXT, JSON.stringify({ type: 'join', id: 1, room }))
    return text.startsWith('[{"type":"joined"') ? 'ready' : 'wait'
  },
}

/** The wire of each kind of server. @type {Record<'plain' | 'app' | 'deflated' | 'socketio', Wire>} */
export const WIRES = {
  /** One bare text per message: Parley's plain wire, and every server that echoes texts. */
  plain: { title: 'plain', frameBytes: framed(0), beat: PONG, greet: null },
  /** `parley.v1` */
  app: APP,
  /** The same with permessage-deflate, as browsers request it. */
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
