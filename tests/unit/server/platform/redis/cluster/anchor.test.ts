import { Cluster, Redis } from 'ioredis'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { anchor } from '../../../../../../server/platform/redis/cluster/anchor'

const opened: (Redis | Cluster)[] = []
afterEach(() => {
  for (const link of opened.splice(0)) link.disconnect()
})

function keep<T extends Redis | Cluster>(link: T): T {
  opened.push(link)
  return link
}

/** A cluster that has found these masters; nothing is connected. */
function clusterOf(masters: readonly { port: number, status: 'ready' | 'connecting' }[]): Cluster {
  const cluster = keep(new Cluster([], { lazyConnect: true }))
  const nodes = masters.map(({ port, status }) =>
    Object.assign(keep(new Redis({ host: '10.0.0.1', port, lazyConnect: true })), { status }),
  )
  vi.spyOn(cluster, 'nodes').mockReturnValue(nodes)
  return cluster
}

describe('the one server that all processes ask', () => {
  it('is the only one there is', () => {
    const server = keep(new Redis({ lazyConnect: true }))
    expect(anchor(server)).toBe(server)
  })

  it('is the first of a cluster by address, in whatever order it was found', () => {
    const ready = (port: number) => ({ port, status: 'ready' as const })
    expect(anchor(clusterOf([ready(7002), ready(7000), ready(7001)]))?.options.port).toBe(7000)
    expect(anchor(clusterOf([ready(7001), ready(7002), ready(7000)]))?.options.port).toBe(7000)
  })

  it('is another one while that one is not connected', () => {
    expect(
      anchor(
        clusterOf([
          { port: 7000, status: 'connecting' },
          { port: 7001, status: 'ready' },
        ]),
      )?.options.port,
    ).toBe(7001)
  })

  it('is one that is being connected when none is, and nothing when none is known', () => {
    expect(anchor(clusterOf([{ port: 7001, status: 'connecting' }]))?.options.port).toBe(7001)
    expect(anchor(clusterOf([]))).toBeUndefined()
  })
})
