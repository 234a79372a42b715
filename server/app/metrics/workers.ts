import cluster from 'node:cluster'
import * as z from 'zod/mini'

/**
 * Longer than the primary process waits for the others (scripts/lib/cluster/metrics-relay.mjs). It only passes where no
 * primary relays questions.
 */
const ANSWER_MS = 4_000

/** Messages between workers and their primary process. */
const messageSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('parley:metrics:tell'), id: z.int() }),
  z.object({ type: z.literal('parley:metrics:all'), id: z.int(), texts: z.array(z.string()) }),
])

let asked = 0
const waiting = new Map<number, (texts: readonly string[]) => void>()

/** Labels of this process's series: the worker of `npm run start:cluster`; none in a single process. */
export function workerLabels(): Readonly<Record<string, string>> {
  return cluster.worker ? { worker: String(cluster.worker.id) } : {}
}

/**
 * The expositions of the other workers: the primary process relays the question and returns what came in time. Empty in
 * a single process, and under the primary of another program, which does not know the question.
 */
export async function askOthers(): Promise<readonly string[]> {
  const { worker } = cluster
  if (!worker?.isConnected()) return []
  const id = ++asked
  try {
    return await new Promise((resolve) => {
      waiting.set(id, resolve)
      setTimeout(() => resolve([]), ANSWER_MS).unref()
      worker.send({ type: 'parley:metrics:ask', id })
    })
  }
  finally {
    waiting.delete(id)
  }
}

/** Answers the questions of the other workers. Their answers come by `tell`. */
export function answerOthers(tell: () => Promise<string>): void {
  const { worker } = cluster
  worker?.on('message', (value: unknown) => {
    const { success, data } = messageSchema.safeParse(value)
    if (!success) return
    if (data.type === 'parley:metrics:all') waiting.get(data.id)?.(data.texts)
    else
      tell().then(
        text => worker.isConnected() && worker.send({ type: 'parley:metrics:told', id: data.id, text }),
        () => {},
      )
  })
}
