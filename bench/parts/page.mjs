// @ts-check
import { setTimeout as sleep } from 'node:timers/promises'
import { SERVER_ENTRY } from '../../scripts/lib/paths.mjs'
import { launch } from '../lib/browser.mjs'
import { entryOf } from '../lib/entry-of.mjs'
import { load } from '../lib/machine.mjs'
import { removeFolder, startServer } from '../lib/server.mjs'
import { openSlowly } from '../lib/slow-line.mjs'
import { median, table } from '../lib/stats.mjs'

const MESSAGES = 12

/** Longer than the server keeps what it read of a room for first visits (LATEST_FRESH_MS). */
const KEPT_MS = 1_500

/** @param {string} url */
async function fillRoom(url) {
  for (let i = 1; i <= MESSAGES; i++) {
    await fetch(`${url}/send/`, {
      method: 'POST',
      body: new URLSearchParams({ channel: 'channel_1', data: `message ${i}` }),
    })
  }
  // First visits share what the server read of a room within the last second.
  await sleep(KEPT_MS)
}

/**
 * Measures a first visit over a slow line, alternating between the builds.
 * @param {import('../run.mjs').Options} options
 */
export async function page({ port, rounds, against }) {
  const builds = [['this build', SERVER_ENTRY], ...against === undefined ? [] : [[against, entryOf(against)]]]
  /** @type {Map<string, Awaited<ReturnType<typeof openSlowly>>[]>} */
  const results = new Map()
  const browser = await launch()
  for (let i = 0; i < rounds; i++) {
    for (const [title = '', entry = ''] of builds) {
      const server = await startServer({ port, entry, probe: false, path: '/' })
      await fillRoom(server.url)
      const visit = await openSlowly(browser, server.url)
      console.error(`page, ${title}:`, JSON.stringify(visit), 'load', load())
      results.set(title, [...results.get(title) ?? [], visit])
      await server.stop()
      removeFolder(server.dataDir)
    }
  }
  await browser.close()
  console.log(
    table(
      ['build', 'first styled frame, ms', 'first message shown, ms', 'kB received until then'],
      [...results].map(([title, all]) => [
        title,
        median(all.map(({ styledMs }) => styledMs)),
        median(all.map(({ messageMs }) => messageMs)),
        median(all.map(({ bytes }) => bytes)) / 1000,
      ]),
    ),
  )
}
