import type { Cluster, Redis } from 'ioredis'

/**
 * The one server that all processes share: for its clock, and so that classic messages keep their order. In a cluster
 * it is the first master by address, connected ones preferred. Undefined while no master is known.
 */
export function anchor(publisher: Redis | Cluster): Redis | undefined {
  if (!('nodes' in publisher)) return publisher
  const address = ({ options }: Redis) => `${options.host}:${options.port}`
  const masters = publisher.nodes('master').toSorted((a, b) => address(a) < address(b) ? -1 : 1)
  return masters.find(node => node.status === 'ready') ?? masters[0]
}
