import type { Tab } from './chat-client'

const EVERY_MS = 20
/**
 * With this many messages waiting, in one tab or in all, no more are sent: an outbox is bounded, and a busy machine
 * must also come to an end.
 */
const WAITING_MAX = { tab: 50, all: 500 }

/** Every so many actions a tab changes one of its messages instead of sending one, and marks what it shows as read. */
const CHANGE_EVERY = 4
const READ_EVERY = 11
/** Changes are of one of so many of the newest messages. */
const NEWEST = 30

/**
 * Edits or deletes one of the newest messages that this tab sent to the room. False where none of them is in the log.
 * @param number chooses which, and what is done with it
 */
export function changeOne(tab: Tab, room: string, number: number): boolean {
  const texts = tab.texts(room)
  const own = tab.sent.slice(-NEWEST).filter(({ clientId }) => texts.has(clientId) && tab.acks.has(clientId))
  const of = own[number % Math.max(1, own.length)]
  return of !== undefined && tab.change(of, number % 3 === 0 ? null : `${of.text}, edited ${tab.changes.length + 1}`)
}

/** Marks as read what the tab shows, but for the last few. */
export function readSome(tab: Tab, room: string, number: number): void {
  const seq = tab.client.room(room).position()?.seq ?? 0
  tab.client.room(room).markRead(Math.max(0, seq - number % NEWEST))
}

/**
 * Lets users act round robin, this often per second in all: they send messages, change some of them, and read. Returns
 * how to end it.
 */
export function startLoad(tabs: readonly Tab[], room: string, perSecond: number): () => void {
  const waitingMax = Math.min(WAITING_MAX.tab, Math.ceil(WAITING_MAX.all / tabs.length))
  const began = performance.now()
  let said = 0
  const timer = setInterval(() => {
    for (const due = (performance.now() - began) / 1_000 * perSecond; said < due; said++) {
      const tab = tabs[said % tabs.length]
      // After a crash a private room is there once the server has listed it.
      if (!tab?.client.room(room).view() || tab.client.waiting() >= waitingMax) continue
      const round = Math.floor(said / tabs.length)
      if (round % READ_EVERY === 0) readSome(tab, room, said)
      if (round % CHANGE_EVERY !== CHANGE_EVERY - 1 || !changeOne(tab, room, round))
        tab.send(room, `${tab.user.name} says ${tab.sent.length + 1}`)
    }
  }, EVERY_MS)
  return () => clearInterval(timer)
}

/** Number of commands acknowledged to these tabs. */
export function acknowledged(tabs: readonly Tab[]): number {
  return tabs.reduce((sum, tab) => sum + tab.acks.size, 0)
}
