// @ts-check
import { availableParallelism } from 'node:os'

/** A worker that holds a permit for longer hangs or was stopped, and loses it. A batch to 20,000 peers takes 0.2 s. */
const HOLD_MAX_MS = 5_000

/**
 * A worker that waited this long gets an extra permit, if there is a core for it: there were too few permits for the
 * load. Small rooms are a little slower then, but large ones would fall further and further behind.
 */
const PATIENCE_MS = 500

/**
 * Grants a number of permits at a time. Others wait in order; when the first has waited long, there is one more permit.
 * @template Asker
 */
export class Permits {
  /** @type {Map<Asker, NodeJS.Timeout>} */
  #holders = new Map()
  /** When each asked, in ms of `performance.now()`. @type {Map<Asker, number>} */
  #queue = new Map()
  /** @type {NodeJS.Timeout | undefined} */
  #impatience

  /**
   * @param {{ places: number, most: number }} places number of permits, and the number once an asker has waited long
   * @param {(asker: Asker) => void} grant
   */
  constructor({ places, most }, grant) {
    this.places = places
    this.most = most
    this.grant = grant
  }

  /** @param {Asker} asker */
  ask(asker) {
    this.#queue.set(asker, performance.now())
    this.#next()
  }

  /** Returns a permit, or withdraws a request. @param {Asker} asker */
  release(asker) {
    clearTimeout(this.#holders.get(asker))
    this.#holders.delete(asker)
    this.#queue.delete(asker)
    this.#next()
  }

  #next() {
    clearTimeout(this.#impatience)
    for (const [asker, askedAt] of this.#queue) {
      if (this.#holders.has(asker)) continue
      if (this.#holders.size >= this.most) return
      const waitMs = this.#holders.size < this.places ? 0 : askedAt + PATIENCE_MS - performance.now()
      if (waitMs > 0) {
        this.#impatience = setTimeout(() => this.#next(), Math.ceil(waitMs)).unref()
        return
      }
      this.#queue.delete(asker)
      this.#holders.set(asker, setTimeout(() => this.release(asker), HOLD_MAX_MS).unref())
      this.grant(asker)
    }
  }
}

/** Ignores a worker that has just ended. */
const gone = () => {}

/**
 * Grants workers permits to write to large rooms (server/core/hub/cluster-permits.ts), if there is not one core per
 * worker. One core is left to stores, commits and small rooms, as long as the others suffice. Call it once, in the
 * primary process.
 * @param {import('node:cluster').Cluster} cluster
 * @param {number} workers
 */
export function relayPermits(cluster, workers) {
  const cores = availableParallelism()
  const places = Math.max(1, cores - 1)
  if (workers <= places) return
  /** @type {Permits<import('node:cluster').Worker>} */
  const permits = new Permits({ places, most: cores }, (worker) => {
    if (worker.isConnected()) worker.send({ type: 'parley:permits:granted' }, gone)
  })
  cluster.on('message', (worker, /** @type {{ type?: unknown }} */ message) => {
    if (message?.type === 'parley:permits:hello') worker.send({ type: 'parley:permits:shared' }, gone)
    else if (message?.type === 'parley:permits:ask') permits.ask(worker)
    else if (message?.type === 'parley:permits:release') permits.release(worker)
  })
  cluster.on('exit', worker => permits.release(worker))
}
