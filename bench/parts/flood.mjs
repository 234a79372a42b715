// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { ATTACKS } from '../flood/attacks.mjs'
import { fillRoom } from '../lib/fill.mjs'
import { visitors } from '../lib/client.mjs'
import { dataFolder, removeFolder, startServer } from '../lib/server.mjs'
import { table, whole } from '../lib/stats.mjs'

const SECONDS = 8

/** Visitors who speak: ten messages per second, of which each may send three. */
const SPEAKERS = 4

/** Sessions of the attacker, for attacks by several guests. */
const ATTACKERS = 20

/** After this time the attack's connections are open and its first burst is over. */
const SETTLE_MS = 1_000

/** Nearly the longest message, in characters that JSON does not escape and UTF-8 writes with three bytes. */
const LONG_TEXT = '字'.repeat(3_900)

/** All limits at their defaults. An empty variable counts as not set. */
const DEFAULTS = { RATE_LIMIT: '', ADDRESS_RATES: '', MAX_CONNECTIONS_PER_ADDRESS: '' }

/**
 * @typedef {{ p50: number, p95: number, p99: number }} Percentiles
 * @typedef {{ ping: Percentiles, ack: Percentiles, page: Percentiles, closed: number }} Bystander
 * @typedef {{ requests: number, refused: number, cut: number, bytes: number }} Attacker
 */

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/**
 * @param {string} file
 * @param {readonly string[]} args
 */
function start(file, args) {
  const child = fork(fileURLToPath(new URL(`../flood/${file}`, import.meta.url)), args, {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

/** The path of the largest file that the page loads. @param {string} root of the built project */
function largestFile(root) {
  const folder = join(root, '.output', 'public', '_nuxt')
  const sizes = readdirSync(folder)
    .filter(name => /\.(?:js|css)$/.test(name))
    .map(name => ({ name, size: statSync(join(folder, name)).size }))
  return `/_nuxt/${sizes.sort((a, b) => b.size - a.size)[0]?.name}`
}

/** @param {number} pid */
function rssMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/**
 * Runs one attack on one build: a server, an attacker and a bystander, each in its own process.
 * @param {{ name: string, root: string, port: number, seconds: number }} options
 */
async function round({ name, root, port, seconds }) {
  const attack = ATTACKS[name]
  if (!attack) throw new Error(`There is no attack ${name}. Attacks: ${Object.keys(ATTACKS).join(', ')}`)
  const dataDir = dataFolder()
  const entry = join(root, '.output', 'server', 'index.mjs')
  const options = { port, dataDir, entry, env: { ...DEFAULTS, ...attack.env }, probe: false }
  if (attack.texts) {
    await (await startServer(options)).stop()
    fillRoom(
      dataDir,
      'channel_1',
      attack.texts === 'long' ? 1_000 : 10_000,
      attack.texts === 'long' ? LONG_TEXT : undefined,
    )
  }
  const server = await startServer(options)
  const own = await visitors(server.url, SPEAKERS)
  const theirs = await visitors(server.url, ATTACKERS)
  const bystander = start('bystander.mjs', [String(port), ...own])
  await once(bystander, 'message')
  const attacker = start('attacker.mjs', [name, String(port), largestFile(root), ...theirs])
  await sleep(SETTLE_MS)
  bystander.send('measure')
  await sleep(seconds * 1000)
  const rss = rssMb(server.pid)
  /** @type {[Bystander]} */
  const [seen] = await (bystander.send('stop'), /** @type {Promise<[Bystander]>} */ (once(bystander, 'message')))
  /** @type {[Attacker]} */
  const [did] = await (attacker.send('stop'), /** @type {Promise<[Attacker]>} */ (once(attacker, 'message')))
  await server.kill()
  removeFolder(dataDir)
  return { ...seen, rss, perSecond: did.requests / (seconds + SETTLE_MS / 1000), refused: did.refused, cut: did.cut }
}

const HEAD = [
  'attack by one address', 'build', 'attacks/s', 'cut off', 'ping p50', 'ping p95', 'ping p99', 'ack p50', 'ack p95',
  'ack p99', 'page p95', 'RSS MB',
]

/** @param {import('../run.mjs').Options} options */
export async function flood({ port, only, quick, seconds = quick ? 3 : SECONDS, against }) {
  const names = only.length > 0 ? only : Object.keys(ATTACKS)
  const builds = [
    ...against ? [{ title: 'before', root: against }] : [],
    { title: against ? 'after' : 'this', root: ROOT },
  ]
  const rows = []
  for (const name of names) {
    for (const { title, root } of builds) {
      const { ping, ack, page, rss, perSecond, cut } = await round({ name, root, port, seconds })
      console.error(`flood ${name} ${title}:`, JSON.stringify({ ping, ack, page, perSecond, cut, rss }))
      rows.push([
        ATTACKS[name]?.title ?? name, title, whole(perSecond), whole(cut),
        ...[ping, ack].flatMap(({ p50, p95, p99 }) => [p50, p95, p99]), page.p95, whole(rss),
      ])
    }
  }
  const notes = `One process with default limits; the attacker (127.0.0.2, 50 connections unless it says otherwise) and a bystander (127.0.0.1) on the same machine, each a process. The bystander pings and sends ten times and loads the page twice per second; times in ms. What was not answered counts with the time until the end.`
  return { text: `${notes}\n\n${table(HEAD, rows)}` }
}
