import type { Cluster, Redis } from 'ioredis'

/** Commands in one batch: it holds the connection that also publishes for about a millisecond. */
const COMMANDS_PER_BATCH = 200

/** Its name, its one key, and the rest. */
export type Command = readonly [name: string, key: string, ...args: (string | number)[]]

/**
 * Carries out the commands of each item, some hundreds at a time, and gives the replies in their order. Rejects with the first that fails.
 * A pipeline can't span the servers of a cluster: there the commands go one by one, all of a batch at once, those of one key in their order.
 */
export async function inBatches<T>(publisher: Redis | Cluster, items: readonly T[], commandsOf: (item: T) => readonly Command[]): Promise<unknown[]> {
  const replies: unknown[] = []
  for (let from = 0; from < items.length; from += COMMANDS_PER_BATCH) {
    // Made only now: what they say may depend on the time.
    const commands = items.slice(from, from + COMMANDS_PER_BATCH).flatMap(commandsOf)
    replies.push(...await ('nodes' in publisher ? oneByOne(publisher, commands) : pipelined(publisher, commands)))
  }
  return replies
}

function oneByOne(cluster: Cluster, commands: readonly Command[]): Promise<unknown[]> {
  return Promise.all(commands.map(([name, ...args]) => cluster.call(name, ...args)))
}

async function pipelined(server: Redis, commands: readonly Command[]): Promise<unknown[]> {
  const replies = await server.pipeline(commands.map(command => [...command])).exec() ?? []
  return replies.map(([error, reply]) => {
    if (error) throw error
    return reply
  })
}
