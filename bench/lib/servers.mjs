// @ts-check
import process from 'node:process'
import { join } from 'node:path'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { asParley, asPost, asSocketIo, asText } from '../load/senders.mjs'
import { visitors } from './client.mjs'
import { entryOf } from './entry-of.mjs'
import { bunProgram, tornadoPython, versionOf } from './install.mjs'
import { startProcess } from './process.mjs'
import { removeFolder, startServer } from './server.mjs'

/**
 * @typedef {object} Started
 * @property {number} pid
 * @property {readonly number[]} aside its stores, counted apart: Redis, PostgreSQL
 * @property {string} listenPath
 * @property {string} listenCookie
 * @property {string} sendPath
 * @property {readonly string[]} sendCookies
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} ComparedServer
 * @property {string} name on the command line
 * @property {string} title with its version
 * @property {import('../load/wires.mjs').WireName} wire of listeners
 * @property {import('../load/wires.mjs').WireName | null} sendWire of senders; null where messages are posted
 * @property {import('../load/senders.mjs').Encode} encode
 * @property {boolean} usesRedis
 * @property {(port: number, redis: import('./stores.mjs').Store) => Promise<Started>} start
 */

export const ROOM = 'channel_1'

/** Sessions that the senders share. */
const AUTHORS = 10

/**
 * The endpoints and cookies of listeners and senders. All listeners share a session if they need one.
 * @param {string} url
 * @param {import('../load/wires.mjs').ParleyWire} wire
 */
export async function parleyEndpoints(url, wire) {
  const [listener = '', ...sendCookies] = await visitors(url, AUTHORS + 1)
  return {
    listenPath: '/wb/',
    listenCookie: wire === 'plain' ? `channel=${ROOM}` : listener,
    sendPath: '/wb/',
    sendCookies,
  }
}

/** @param {import('../load/wires.mjs').ParleyWire} wire */
export const compression = wire => ({ COMPRESSION: wire === 'deflated' ? 'on' : 'off' })

/**
 * How messages are sent: frames of `parley.v1`, or forms to `POST /send/` like the tutorial's page.
 * @typedef {'socket' | 'post'} Publisher
 */

/**
 * The built app, with everything on except the rate limits.
 * @param {import('../load/wires.mjs').ParleyWire} wire
 * @param {string} title
 * @param {{ usesRedis?: boolean, profile?: boolean, publisher?: Publisher, entry?: string }} [options] `profile` leaves
 *   a CPU profile in .cache/bench; `entry` is the server of another build
 * @returns {ComparedServer}
 */
export function parley(wire, title, { usesRedis = false, profile = false, publisher = 'socket', entry } = {}) {
  const publishing
    = publisher === 'post'
      ? { sendWire: null, encode: asPost }
      : { sendWire: /** @type {const} */ ('app'), encode: asParley(ROOM) }
  return {
    name: `parley-${wire}${publisher === 'post' ? '-post' : ''}`, title, wire, ...publishing, usesRedis,
    async start(port, redis) {
      const env = { ...compression(wire), ...usesRedis ? { REDIS_URL: redis.url } : {} }
      const server = await startServer({ port, probe: false, profile, env, entry })
      return {
        ...await parleyEndpoints(server.url, wire),
        pid: server.pid, aside: usesRedis ? [redis.pid] : [],
        async stop() {
          await server.stop()
          removeFolder(server.dataDir)
        },
      }
    },
  }
}

/**
 * @param {Omit<ComparedServer, 'start' | 'usesRedis'> & { usesRedis?: boolean, command?: string, file: string,
 *   paths?: { listenPath: string, sendPath: string } }} options
 * @returns {ComparedServer}
 */
function other({
  command = process.execPath,
  file,
  paths = { listenPath: '/listen', sendPath: '/send' },
  usesRedis = true,
  ...rest
}) {
  return {
    ...rest,
    usesRedis,
    async start(port, redis) {
      const { pid, stop } = await startProcess({
        command,
        args: [join(ROOT, 'bench', 'servers', file)],
        port,
        env: { PORT: String(port), REDIS_URL: redis.url },
      })
      return {
        pid,
        aside: usesRedis ? [redis.pid] : [],
        stop: () => stop(),
        ...paths,
        listenCookie: '',
        sendCookies: [],
      }
    },
  }
}

const SOCKET_IO = '/socket.io/?EIO=4&transport=websocket'

/**
 * Parley on both wires and by both ways of publishing, each beside the same of another build, if there is one.
 * @param {{ parleyRedis: boolean, profile: boolean, against: string | undefined }} options
 * @returns {ComparedServer[]}
 */
function parleys({ parleyRedis: usesRedis, profile, against }) {
  const builds = [{ at: '', entry: undefined }, ...against ? [{ at: ` at ${against}`, entry: entryOf(against) }] : []]
  const redis = usesRedis ? ', Redis' : ''
  return /** @type {const} */ (['socket', 'post']).flatMap(publisher =>
    /** @type {const} */ (['app', 'plain']).flatMap((wire) => {
      const title = `${wire === 'app' ? 'parley.v1' : 'plain'}${publisher === 'post' ? ', POST /send/' : ''}${redis}`
      return builds.map(({ at, entry }) =>
        parley(wire, `Parley${at}, ${title}`, { usesRedis, profile, publisher, entry }))
    }))
}

/**
 * All servers that this machine can run.
 * @param {{ parleyRedis: boolean, profile: boolean, against: string | undefined }} options
 * @returns {ComparedServer[]}
 */
export function comparedServers(options) {
  const tornado = tornadoPython()
  return [
    ...parleys(options),
    other({
      name: 'bun',
      title: `Bun ${versionOf('bun')} publish`,
      wire: 'plain',
      sendWire: 'plain',
      encode: asText,
      command: bunProgram(),
      file: 'bun.mjs',
      usesRedis: false,
    }),
    other({
      name: 'ws',
      title: `ws ${versionOf('ws')} in a loop`,
      wire: 'plain',
      sendWire: 'plain',
      encode: asText,
      file: 'ws.mjs',
    }),
    other({
      name: 'crossws',
      title: `crossws ${versionOf('crossws')} publish`,
      wire: 'plain',
      sendWire: 'plain',
      encode: asText,
      file: 'crossws.mjs',
    }),
    other({
      name: 'socket.io',
      title: `Socket.IO ${versionOf('socket.io')}`,
      wire: 'socketio',
      sendWire: 'socketio',
      encode: asSocketIo,
      file: 'socket-io.mjs',
      paths: { listenPath: SOCKET_IO, sendPath: SOCKET_IO },
    }),
    ...(tornado
      ? [
          other({
            name: 'tornado',
            title: `Tornado ${tornado.version}, the tutorial`,
            wire: 'plain',
            sendWire: null,
            encode: asPost,
            command: tornado.python,
            file: 'tutorial.py',
            paths: { listenPath: '/wb/', sendPath: '' },
          }),
        ]
      : []),
  ]
}

/** The message if the tutorial's server can't run. */
export const TORNADO_MISSING = 'The tutorial\'s Tornado server was left out: there is no Python with its packages.\n'
  + 'Install them with: apt-get install python3-tornado python3-redis (or name one with PYTHON=…).'
