// @ts-check
import { get } from './client.mjs'
import { fillRooms } from './fill-rooms.mjs'
import { inParallel } from './parallel.mjs'
import { startServer } from './server.mjs'

/** Rooms in one `listen`. */
const LISTEN = 400

/**
 * @typedef {import('./server.mjs').Server} Server
 * @typedef {{ id: string, cookie: string }} Person
 * @typedef {{ id: string, epoch: string, lastSeq: number, pinned?: boolean }} State
 */

/**
 * Users with a row.
 * @param {string} url
 * @param {number} count
 * @returns {Promise<Person[]>}
 */
export async function people(url, count) {
  /** @type {Person[]} */
  const made = []
  await inParallel(Array.from({ length: count }, (_, index) => index), 16, async () => {
    const visit = await get(`${url}/api/session`)
    const response = await fetch(`${url}/api/rooms/channel_1/mine`, {
      method: 'PATCH',
      headers: { 'cookie': visit.cookie, 'content-type': 'application/json' },
      body: '{"favourite":false}',
    })
    if (response.status !== 200)
      throw new Error(`A user could not be stored: ${response.status} ${await response.text()}`)
    const [set = ''] = response.headers.getSetCookie()
    made.push({ id: JSON.parse(visit.body).user.id, cookie: set.split(';', 1)[0] ?? '' })
  })
  return made
}

/**
 * Starts an app with so many users, and the rooms that `roomsOf` gives them.
 * @param {number} port
 * @param {number} count
 * @param {(people: readonly Person[]) => string[][]} roomsOf
 * @param {string} [entry] of another build
 */
export async function stage(port, count, roomsOf, entry) {
  const first = await startServer({ port, entry })
  const users = await people(first.url, count)
  await first.stop()
  const ids = fillRooms(first.dataDir, roomsOf(users))
  return { server: await startServer({ port, entry, dataDir: first.dataDir }), users, ids }
}

/** @param {readonly State[]} states @param {(state: State) => number | null} head */
export const listens = (states, head) =>
  Array.from({ length: Math.ceil(states.length / LISTEN) }, (_, part) =>
    JSON.stringify({
      type: 'listen',
      rooms: Object.fromEntries(
        states.slice(part * LISTEN, (part + 1) * LISTEN).map(state => [state.id, head(state)]),
      ),
    }),
  )

/** @param {Server} server @param {string} room @param {string} cookie */
export async function say(server, room, cookie) {
  const body = new URLSearchParams({ data: 'An ordinary message', channel: room })
  const response = await fetch(`${server.url}/send/`, { method: 'POST', body, headers: { cookie } })
  if (!response.ok) throw new Error(`A message was refused: ${response.status}`)
}

/** @param {import('./server.mjs').Report} report */
export const reads = ({ calls }) =>
  Object.entries(calls).reduce((sum, [name, count]) => name.startsWith('read') ? sum + count : sum, 0)
