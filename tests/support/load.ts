import type { Tab } from './chat-client'

const EVERY_MS = 20
/**
 * With so much waiting, in one tab or in all of them, nothing more is sent: an outbox is bounded, and a machine that is busy with other things must come to an end with
 * what is left, too.
 */
const WAITING_MAX = { tab: 50, all: 500 }

/** Lets people talk, one after the other, so many messages a second in all. Gives how to end it. */
export function startLoad(tabs: readonly Tab[], room: string, perSecond: number): () => void {
  const waitingMax = Math.min(WAITING_MAX.tab, Math.ceil(WAITING_MAX.all / tabs.length))
  const began = performance.now()
  let said = 0
  const timer = setInterval(() => {
    for (const due = (performance.now() - began) / 1_000 * perSecond; said < due; said++) {
      const tab = tabs[said % tabs.length]
      if (tab && tab.client.waiting() < waitingMax) tab.send(room, `${tab.user.name} says ${tab.sent.length + 1}`)
    }
  }, EVERY_MS)
  return () => clearInterval(timer)
}

/** How many messages were acknowledged to these tabs in all. */
export function acknowledged(tabs: readonly Tab[]): number {
  return tabs.reduce((sum, tab) => sum + tab.acks.size, 0)
}
