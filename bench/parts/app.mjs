// @ts-check
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execaSync } from 'execa'
import { ROOT, SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { firstPageScripts, launch, viewPages } from '../lib/browser.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { median, table } from '../lib/stats.mjs'

const STARTS = 5
const PAGE_VIEWS = 10

/** The script of `npm start`: it checks the build, then becomes the server. */
const START_SCRIPT = join(ROOT, 'scripts', 'start.mjs')

/**
 * Memory of a process, read from outside, so that reading costs it nothing.
 * @param {number} pid
 * @returns {number} MB (10^6 bytes)
 */
function rssMb(pid) {
  return Number(execaSync('ps', ['-o', 'rss=', '-p', String(pid)]).stdout) * 1024 / 1e6
}

/**
 * @param {number} port
 * @param {string} entry
 */
async function startTimes(port, entry) {
  const times = []
  const cpu = []
  for (let i = 0; i < STARTS; i++) {
    const server = await startServer({ port, entry, probe: false, path: '/' })
    times.push(server.firstAnswerMs)
    cpu.push(server.cpuMs)
    await server.stop()
    removeFolder(server.dataDir)
  }
  return { times, cpu }
}

/** @param {number[]} times */
const spread = times => `${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)}`

/** @param {import('../run.mjs').Options} options */
export async function app({ port, rounds, quick }) {
  const server = await startTimes(port, SERVER_ENTRY)
  const script = await startTimes(port, START_SCRIPT)
  console.error('start:', JSON.stringify({ server, script }), 'load', load())

  const browser = await launch()
  const idle = []
  const visited = []
  let scripts = /** @type {Awaited<ReturnType<typeof firstPageScripts>>} */ ([])
  for (let i = 0; i < rounds; i++) {
    const app = await startServer({ port, probe: false })
    await sleep(quick ? 1000 : 10_000)
    idle.push(rssMb(app.pid))
    scripts = await firstPageScripts(browser, app.url)
    await viewPages(browser, app.url, PAGE_VIEWS - 1)
    visited.push(rssMb(app.pid))
    await app.stop()
    removeFolder(app.dataDir)
  }
  await browser.close()
  console.error('memory:', JSON.stringify({ idle, visited }), 'load', load())

  const bytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0)
  console.log(table(['what', 'median', 'from … to'], [
    ['first 200 of `/` after the process was started, ms', median(server.times), spread(server.times)],
    ['processor time it used until then, ms', median(server.cpu), spread(server.cpu)],
    ['the same through `npm start`\'s script, ms', median(script.times), spread(script.times)],
    [`JavaScript of the first page, ${scripts.length} files, gzip bytes`, String(bytes), ''],
    ['memory (RSS) 10 s after the start, no visitor yet, MB', median(idle), spread(idle)],
    [`memory (RSS) after ${PAGE_VIEWS} page views in a browser, MB`, median(visited), spread(visited)],
  ]))
}
