// @ts-check
import { availableParallelism } from 'node:os'

/** A worker that holds a permit for longer hangs, or was stopped: the others go on. A turn to 20,000 peers takes 0.2 s of a core. */
const HOLD_MAX_MS = 5_000

/**
 * Who waited for longer goes beside the others, where there is a core for it: the places were too few for what has to be written. A small room feels it, but a large one would come later and later.
 */
const PATIENCE_MS = 500

/**
 * So many may go at a time, the others wait in the order in which they asked. When the first of them has waited long, one more place is there.
 * @template Asker
 */
export class TurnPermits {
  /** @type {Map<Asker, NodeJS.Timeout>} */
  #holders = new Map()
  /** When each asked, in ms of `performance.now()`. @type {Map<Asker, number>} */
  #queue = new Map()
  /** @type {NodeJS.Timeout | undefined} */
  #impatience

  /**
   * @param {{ places: number, most: number }} places how many may go, and how many where somebody has waited long
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

  /** Gives back, or does not want any more. @param {Asker} asker */
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

/** A worker that ended in this moment. */
const gone = () => {}

/**
 * Lets workers write to large rooms in turn (server/core/hub/cluster-permits.ts), where there is not a core for each. One core is left to the stores, to commits and to small rooms, as long as the
 * others suffice. To be called once, in the primary process.
 * @param {import('node:cluster').Cluster} cluster
 * @param {number} workers
 */
export function relayTurns(cluster, workers) {
  const cores = availableParallelism()
  const places = Math.max(1, cores - 1)
  if (workers <= places) return
  /** @type {TurnPermits<import('node:cluster').Worker>} */
  const permits = new TurnPermits({ places, most: cores }, worker => worker.isConnected() && worker.send({ type: 'parley:turns:granted' }, gone))
  cluster.on('message', (worker, /** @type {{ type?: unknown }} */ message) => {
    if (message?.type === 'parley:turns:hello') worker.send({ type: 'parley:turns:shared' }, gone)
    else if (message?.type === 'parley:turns:ask') permits.ask(worker)
    else if (message?.type === 'parley:turns:release') permits.release(worker)
  })
  cluster.on('exit', worker => permits.release(worker))
}
