import { createMemoryBus, createNetwork } from '../../../../../server/core/bus/memory'
import { createTrouble } from '../../../../../server/platform/redis/trouble'
import type { Bus } from '../../../../../server/core/bus/bus'
import { describeBus } from './conformance'

const quiet = createTrouble({ logger: { warn: () => {}, info: () => {} } })

describeBus('in memory', async () => {
  const network = createNetwork()
  const buses: Bus[] = []
  return {
    open() {
      const bus = createMemoryBus(network, quiet)
      buses.push(bus)
      return bus
    },
    external: async (room, text) => network.external(room, text),
    async close() {
      await Promise.all(buses.map(bus => bus.close()))
    },
  }
})
