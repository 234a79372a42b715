import type { Cancel, Clock, Hints } from '../environment'
import type { ClientStore } from '../store/store'
import type { OutboxItem } from './item'
import { fromStored } from './stored'

/** A message that was written in this browser under another identity: its cookie is gone, or the server's secret is another. */
export interface Stranger {
  readonly user: string
  /** The name it was written under; null where an older version of the page did not store it. */
  readonly author: string | null
  readonly item: OutboxItem
}

export interface StrangersDeps {
  readonly user: string
  readonly store: ClientStore
  readonly hints: Hints
  readonly clock: Clock
  changed(): void
}

/** What waits in this browser under other identities. It is never sent by itself: a person decides. */
export interface Strangers {
  open(): Promise<void>
  all(): readonly Stranger[]
  find(clientId: string): Stranger | null
  /** Reads the store again: another tab may have sent or removed some. */
  follow(): Promise<void>
  /** It was taken over: whoever took it keeps the store's record of it. */
  taken(clientId: string): void
  remove(clientId: string): Promise<void>
  close(): void
}

export function createStrangers(deps: StrangersDeps): Strangers {
  let strangers: readonly Stranger[] = []
  /** Taken or removed here. A reading of the store that began before the store knew of it must not bring them back. */
  const done = new Set<string>()
  let stopListening: Cancel = () => {}

  function become(next: readonly Stranger[]): void {
    const same = next.length === strangers.length && next.every(({ item }, index) => item.clientId === strangers[index]?.item.clientId)
    if (same) return
    strangers = next
    deps.changed()
  }

  async function follow(): Promise<void> {
    // Where they can't be read there is nothing to offer; the next visit tries again.
    const stored = await deps.store.strangers(deps.user).catch(() => [])
    const found = stored.filter(({ item }) => !done.has(item.clientId)).map(({ user, item }): Stranger => ({ user, author: item.author ?? null, item: fromStored(item, deps.clock) }))
    become(found.sort((a, b) => a.item.order - b.item.order))
  }

  function taken(clientId: string): void {
    done.add(clientId)
    become(strangers.filter(({ item }) => item.clientId !== clientId))
  }

  return {
    async open() {
      stopListening()
      stopListening = deps.hints.listen(() => void follow())
      await follow()
    },
    all: () => strangers,
    find: clientId => strangers.find(({ item }) => item.clientId === clientId) ?? null,
    follow,
    taken,
    async remove(clientId) {
      taken(clientId)
      await deps.store.removeItem(clientId).then(deps.hints.post, () => {})
    },
    close: () => stopListening(),
  }
}
