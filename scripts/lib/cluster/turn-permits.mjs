// @ts-check
import { availableParallelism } from 'node:os'

/** A worker that holds a permit for longer hangs, or was stopped: the others go on. A turn to 20,000 peers takes 0.2 s of a core. */
const HOLD_MAX_MS = 5_000

/**
 * So many may go at a time, the others wait in the order in which they asked.
 * @template Asker
 */
export class TurnPermits {
  /** @type {Map<Asker, NodeJS.Timeout>} */
  #holders = new Map()
  /** @type {Set<Asker>} */
  #queue = new Set()

  /**
   * @param {number} places
   * @param {(asker: Asker) => void} grant
   */
  constructor(places, grant) {
    this.places = places
    this.grant = grant
  }

  /** @param {Asker} asker */
  ask(asker) {
    this.#queue.add(asker)
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
    for (const asker of this.#queue) {
      if (this.#holders.size >= this.places) return
      if (this.#holders.has(asker)) continue
      this.#queue.delete(asker)
      this.#holders.set(asker, setTimeout(() => this.release(asker), HOLD_MAX_MS).unref())
      this.grant(asker)
    }
  }
}

/** A worker that ended in this moment. */
const gone = () => {}

/**
 * Lets workers write to large rooms in turn (server/utils/hub/cluster-permits.ts), where there are more of them than cores. To be called once, in the primary process.
 * @param {import('node:cluster').Cluster} cluster
 * @param {number} workers
 */
export function relayTurns(cluster, workers) {
  const places = availableParallelism()
  if (workers <= places) return
  /** @type {TurnPermits<import('node:cluster').Worker>} */
  const permits = new TurnPermits(places, worker => worker.isConnected() && worker.send({ type: 'parley:turns:granted' }, gone))
  cluster.on('message', (worker, /** @type {{ type?: unknown }} */ message) => {
    if (message?.type === 'parley:turns:hello') worker.send({ type: 'parley:turns:shared' }, gone)
    else if (message?.type === 'parley:turns:ask') permits.ask(worker)
    else if (message?.type === 'parley:turns:release') permits.release(worker)
  })
  cluster.on('exit', worker => permits.release(worker))
}
