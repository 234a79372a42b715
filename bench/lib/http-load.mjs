// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { percentileMs, sum } from '../load/histogram.mjs'
import { usageOf } from './usage.mjs'

/**
 * @typedef {object} HttpFigures of one kind of request
 * @property {number} perSecond answers
 * @property {number} good the share of them with the expected status
 * @property {Record<string, number>} statuses
 * @property {number} reconnects per second
 * @property {number} cpuMs of the server, all threads, per answer
 * @property {number} asideCpuMs of its Redis, per answer
 * @property {number} loadCpuMs of the load, per answer
 * @property {number} bytes of an answer
 * @property {number} p50 ms
 * @property {number} p99 ms
 */

/**
 * Repeats one request from a separate process, as fast as the server answers.
 * @param {object} options
 * @param {number} options.port
 * @param {string} options.request the whole request, as latin1
 * @param {string} options.status that is expected
 * @param {number} options.connections
 * @param {number} options.seconds
 * @param {number} options.warmUpSeconds before anything is counted
 * @param {number} options.pid of the server
 * @param {readonly number[]} options.aside the server's stores
 * @returns {Promise<HttpFigures>}
 */
export async function repeatRequest({ port, request, status, connections, seconds, warmUpSeconds, pid, aside }) {
  const child = fork(join(ROOT, 'bench', 'load', 'http.mjs'), { execArgv: [] })
  /** @returns {Promise<import('../load/http.mjs').HttpCounts>} since the last time */
  const take = async () => {
    child.send('take')
    const [counts] = await once(child, 'message')
    return counts
  }
  const cpuOf = (/** @type {readonly number[]} */ pids) => usageOf(pids).cpuMs
  const cpu = () => ({ server: cpuOf([pid]), aside: cpuOf(aside), load: cpuOf([child.pid ?? -1]) })
  child.send({ port, connections, request })
  await sleep(warmUpSeconds * 1000)
  await take()
  const [before, began] = [cpu(), performance.now()]
  await sleep(seconds * 1000)
  const [after, counts] = [cpu(), await take()]
  const elapsed = (performance.now() - began) / 1000
  child.kill()
  const latency = sum([counts.latency])
  return {
    perSecond: counts.answers / elapsed,
    good: (counts.statuses[status] ?? 0) / counts.answers,
    statuses: counts.statuses,
    reconnects: counts.reconnects / elapsed,
    cpuMs: (after.server - before.server) / counts.answers,
    asideCpuMs: (after.aside - before.aside) / counts.answers,
    loadCpuMs: (after.load - before.load) / counts.answers,
    bytes: counts.bytes / counts.answers,
    p50: percentileMs(latency, 50),
    p99: percentileMs(latency, 99),
  }
}
