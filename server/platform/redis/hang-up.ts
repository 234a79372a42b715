import type { Cluster, Redis } from 'ioredis'

/** Closes a connection after its pending writes. Resolves when it has ended. */
export function hangUp(link: Redis | Cluster): Promise<void> {
  const open = link.status === 'ready' || link.status === 'connect' || link.status === 'connecting'
  const ended = open ? new Promise<void>(resolve => void link.once('end', () => resolve())) : Promise.resolve()
  link.disconnect()
  return ended
}
