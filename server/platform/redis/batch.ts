import type { Cluster } from 'ioredis'

/** Words of commands in one batch: it holds the event loop, and the publishing connection, for a fraction of 1 ms. */
const WORDS_PER_BATCH = 400

/** The part of ioredis' `Redis` that batches need. */
export interface Pipelines {
  pipeline(commands: unknown[][]): { exec(): Promise<[error: Error | null, reply: unknown][] | null> }
}

type Publisher = Pipelines | Pick<Cluster, 'nodes' | 'call'>

/** The command's name, its one key, and its arguments. */
export type Command = readonly [name: string, key: string, ...args: (string | number)[]]

/**
 * Runs the commands of each item, some hundred words at a time, and returns the replies in order. Rejects with the
 * first error. A pipeline can't span the servers of a cluster: there all commands of a batch are sent at once, those of
 * one key in order.
 */
export async function inBatches<T>(
  publisher: Publisher,
  items: readonly T[],
  commandsOf: (item: T) => readonly Command[],
): Promise<unknown[]> {
  const replies: unknown[] = []
  for (let next = 0; next < items.length;) {
    // Built only now: commands may depend on the time.
    const batch: Command[] = []
    for (let words = 0; next < items.length && words < WORDS_PER_BATCH; next++) {
      for (const command of items.slice(next, next + 1).flatMap(commandsOf)) {
        batch.push(command)
        words += command.length
      }
    }
    replies.push(...await ('nodes' in publisher ? oneByOne(publisher, batch) : pipelined(publisher, batch)))
  }
  return replies
}

function oneByOne(cluster: Pick<Cluster, 'call'>, commands: readonly Command[]): Promise<unknown[]> {
  return Promise.all(commands.map(([name, ...args]) => cluster.call(name, ...args)))
}

async function pipelined(server: Pipelines, commands: readonly Command[]): Promise<unknown[]> {
  const replies = await server.pipeline(commands.map(command => [...command])).exec() ?? []
  return replies.map(([error, reply]) => {
    if (error) throw error
    return reply
  })
}
