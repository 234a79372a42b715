import { createMemoryPresence } from '../../../../../server/core/presence/memory'
import type { Presence } from '../../../../../server/core/presence/presence'
import { describePresence } from './conformance'

describePresence('in memory', async () => {
  const opened: Presence[] = []
  return {
    async open() {
      const presence = createMemoryPresence({ intervalMs: 30, leadMs: 10 })
      opened.push(presence)
      return presence
    },
    async close() {
      await Promise.all(opened.map(presence => presence.close()))
    },
  }
})
