// @ts-check

/** A slower worker is left out of the scrape; Prometheus itself gives up after 10 s. */
const WAIT_MS = 3_000

/** Ignores a worker that has just ended: its answer times out. */
const gone = () => {}

/**
 * Lets one scrape show all workers: forwards the request of the scraped worker to the others, and their answers back
 * (server/app/metrics/workers.ts). Call it once, in the primary process.
 * @param {import('node:cluster').Cluster} cluster
 */
export function relayMetrics(cluster) {
  let asked = 0
  /** @type {Map<number, (text: string) => void>} */
  const questions = new Map()

  const others = (/** @type {number} */ id) => Object.values(cluster.workers ?? {})
    .filter(worker => worker !== undefined && worker.id !== id && worker.isConnected())

  cluster.on('message', (worker, /** @type {{ type?: unknown, id?: unknown, text?: unknown }} */ message) => {
    if (message?.type === 'parley:metrics:told' && typeof message.text === 'string')
      return questions.get(Number(message.id))?.(message.text)
    if (message?.type !== 'parley:metrics:ask') return
    const id = ++asked
    const asking = others(worker.id)
    /** @type {string[]} */
    const texts = []
    const done = () => {
      clearTimeout(timer)
      questions.delete(id)
      if (worker.isConnected()) worker.send({ type: 'parley:metrics:all', id: message.id, texts }, gone)
    }
    const timer = setTimeout(done, WAIT_MS)
    questions.set(id, text => texts.push(text) === asking.length && done())
    if (asking.length === 0) return done()
    for (const other of asking) other?.send({ type: 'parley:metrics:tell', id }, gone)
  })
}
