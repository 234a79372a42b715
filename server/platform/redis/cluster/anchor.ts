import type { Cluster, Redis } from 'ioredis'

/**
 * The one server that all processes ask where it must be the same: whose clock counts, and through which classic messages go so that they
 * keep their order. In a cluster the first of the masters, by address, and of those that are connected if any is; nothing while none is known.
 */
export function anchor(publisher: Redis | Cluster): Redis | undefined {
  if (!('nodes' in publisher)) return publisher
  const address = ({ options }: Redis) => `${options.host}:${options.port}`
  const masters = publisher.nodes('master').toSorted((a, b) => address(a) < address(b) ? -1 : 1)
  return masters.find(node => node.status === 'ready') ?? masters[0]
}
