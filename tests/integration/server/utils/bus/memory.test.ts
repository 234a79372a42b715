import { createMemoryBus, createNetwork } from '../../../../../server/utils/bus/memory'
import { createTrouble } from '../../../../../server/utils/bus/trouble'
import type { Bus } from '../../../../../server/utils/bus/bus'
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
    live: async (room, text) => network.live(room, text),
    async close() {
      await Promise.all(buses.map(bus => bus.close()))
    },
  }
})
