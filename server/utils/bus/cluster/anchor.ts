import type { Cluster, Redis } from 'ioredis'

/**
 * The one server that all processes ask where it must be the same: whose clock counts, and through which classic messages go so that they
 * keep their order. In a cluster the first of the masters that are connected, by address; nothing while there is none.
 */
export function anchor(publisher: Redis | Cluster): Redis | undefined {
  if (!('nodes' in publisher)) return publisher
  const address = ({ options }: Redis) => `${options.host}:${options.port}`
  const [first, ...others] = publisher.nodes('master').filter(node => node.status === 'ready')
  return first && others.reduce((least, node) => address(node) < address(least) ? node : least, first)
}
