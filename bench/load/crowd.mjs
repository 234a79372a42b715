// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ROOT } from '../../scripts/lib/paths.mjs'
import { bunProgram, installBench } from '../lib/install.mjs'
import { countByBytes, countByDigest } from './count.mjs'
import { percentileMs, sum } from './histogram.mjs'
import { WIRES } from './wires.mjs'

/** Connections per process of the load. The open-file limit is 20,000 here. */
const PER_PROCESS = 17_000

/** Connections opened at once, over all processes. */
const AT_ONCE = 200

/**
 * From this many clients on, sampled clients have their own process. In a process that drains thousands of sockets
 * their messages would wait, and the load would be measured. They connect after each twentieth of the others, and so
 * represent all places in the room.
 */
const APART_FROM = 5000
const STEPS = 20

const POLL_MS = 200

/**
 * @typedef {Omit<import('./worker.mjs').OpenOptions, 'subnet' | 'atOnce' | 'count'>} CrowdTarget
 * @typedef {import('./count.mjs').Counted & Observed} Seen
 * @typedef {object} Observed
 * @property {number} open connections that are still open
 * @property {number} bytes
 * @property {number} gaps messages that sampled clients missed
 * @property {boolean} ordered every sampled client got each sender's messages in order
 * @property {boolean} agreed all sampled clients saw the same order
 * @property {number} frames that a sampled client got: app batches; 0 where each message is a frame
 * @property {number} reads that a sampled client made
 * @property {number} messages that a sampled client got
 * @property {number} p50 ms
 * @property {number} p99 ms
 */

/** The share of one part. @param {number} total @param {number} index @param {number} of */
const part = (total, index, of) => Math.floor(total * (index + 1) / of) - Math.floor(total * index / of)

/** @param {readonly number[]} values */
const mean = values => values.length === 0 ? 0 : values.reduce((total, value) => total + value, 0) / values.length

/**
 * Adds up the counts of the processes.
 * @param {readonly import('./worker.mjs').Status[]} all
 * @param {import('./wires.mjs').Wire} wire
 * @returns {Seen}
 */
export function addUp(all, wire) {
  const samples = all.flatMap(status => status.samples)
  const latency = sum(all.map(status => status.latency))
  return {
    open: all.reduce((total, status) => total + status.open, 0),
    ...wire.extension ? countByDigest(all, samples) : countByBytes(all, samples, wire.frameBytes),
    bytes: all.reduce((total, status) => total + status.bytes, 0),
    gaps: samples.reduce((total, sample) => total + sample.gaps, 0),
    ordered: samples.every(sample => sample.disorder === 0),
    agreed: new Set(samples.map(sample => sample.order)).size <= 1,
    frames: mean(samples.map(sample => sample.frames)),
    reads: mean(samples.map(sample => sample.reads)),
    messages: mean(samples.map(sample => sample.messages)),
    p50: percentileMs(latency, 50),
    p99: percentileMs(latency, 99),
  }
}

/** Many clients in as many processes as needed, each process with its own loopback addresses. */
export class Crowd {
  /** @type {import('node:child_process').ChildProcess[]} */
  workers = []

  /**
   * @param {CrowdTarget} target
   * @param {number} count
   */
  constructor(target, count) {
    installBench() // For Bun.
    this.target = target
    this.wire = WIRES[target.wire]
    this.readers = target.sampleEvery !== null && count >= APART_FROM ? Math.floor(count / target.sampleEvery) : 0
    this.count = count - this.readers
    this.workers = Array.from({ length: Math.ceil(count / PER_PROCESS) + (this.readers > 0 ? 1 : 0) }, () =>
      fork(join(ROOT, 'bench', 'load', 'worker.mjs'), { execPath: bunProgram(), execArgv: [] }),
    )
  }

  get pids() {
    return this.workers.flatMap(({ pid }) => pid ?? [])
  }

  /**
   * @param {import('node:child_process').ChildProcess} worker
   * @param {string} command
   * @param {unknown} [value]
   */
  async ask(worker, command, value) {
    worker.send({ command, value })
    const [{ answer, error }] = await once(worker, 'message')
    if (error) throw new Error(`The load could not ${command}: ${error}`)
    return answer
  }

  /** @param {string} command @param {unknown} [value] */
  askAll(command, value) {
    return Promise.all(this.workers.map(worker => this.ask(worker, command, value)))
  }

  /** Opens all connections. @returns {Promise<number>} duration in ms */
  async open() {
    const began = performance.now()
    if (this.readers === 0) {
      await this.openMore(this.workers, this.count, this.target.sampleEvery)
      return performance.now() - began
    }
    const [reader, ...drainers] = this.workers
    if (!reader) throw new Error('The process to read is not running.')
    for (let step = 0; step < STEPS; step++) {
      await this.openMore(drainers, part(this.count, step, STEPS), null)
      await this.openMore([reader], part(this.readers, step, STEPS), 1)
    }
    return performance.now() - began
  }

  /**
   * @param {readonly import('node:child_process').ChildProcess[]} workers
   * @param {number} count
   * @param {number | null} sampleEvery
   */
  async openMore(workers, count, sampleEvery) {
    await Promise.all(workers.map((worker, i) => this.ask(worker, 'open', {
      ...this.target,
      sampleEvery,
      count: part(count, i, workers.length),
      subnet: `127.0.${10 + this.workers.indexOf(worker)}`,
      atOnce: Math.ceil(AT_ONCE / workers.length),
    })))
  }

  async status() {
    return addUp(await this.askAll('status'), this.wire)
  }

  /**
   * Waits until every client has this many messages, or until the time is up.
   * @param {number} messages
   * @param {number} timeoutMs
   */
  async waitFor(messages, timeoutMs) {
    const deadline = performance.now() + timeoutMs
    let seen = await this.status()
    while (Math.round(seen.least) < messages && performance.now() < deadline) {
      await sleep(POLL_MS)
      seen = await this.status()
    }
    return seen
  }

  /** Resets the counts. Call it when nothing is under way. */
  async reset() {
    await this.askAll('reset')
  }

  async close() {
    await Promise.all(this.workers.map(async (worker) => {
      const ended = once(worker, 'exit')
      worker.kill()
      await ended
    }))
  }
}
