import { createMemoryPeople } from '../../../../../../server/core/presence/people/memory'
import type { PeoplePresence } from '../../../../../../server/core/presence/people/people-presence'
import { describePeople } from './conformance'

describePeople('in memory', async () => {
  const opened: PeoplePresence[] = []
  return {
    async open() {
      const presence = createMemoryPeople({ leadMs: 10 })
      opened.push(presence)
      return presence
    },
    async close() {
      await Promise.all(opened.map(presence => presence.close()))
    },
  }
})
