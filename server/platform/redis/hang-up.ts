import type { Cluster, Redis } from 'ioredis'

/** Ends a connection after what was written to it. */
export function hangUp(link: Redis | Cluster): Promise<void> {
  const open = link.status === 'ready' || link.status === 'connect' || link.status === 'connecting'
  const ended = open ? new Promise<void>(resolve => void link.once('end', () => resolve())) : Promise.resolve()
  link.disconnect()
  return ended
}
