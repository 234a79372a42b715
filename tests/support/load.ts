import type { Tab } from './chat-client'

const EVERY_MS = 20
/**
 * With this many messages waiting, in one tab or in all, no more are sent: an outbox is bounded, and a busy machine
 * must also come to an end.
 */
const WAITING_MAX = { tab: 50, all: 500 }

/** Lets users send round robin, this many messages per second in all. Returns how to end it. */
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

/** Number of messages acknowledged to these tabs. */
export function acknowledged(tabs: readonly Tab[]): number {
  return tabs.reduce((sum, tab) => sum + tab.acks.size, 0)
}
