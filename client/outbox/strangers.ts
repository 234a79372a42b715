import type { Cancel, Clock, Hints } from '../environment'
import type { ClientStore } from '../store/store'
import type { OutboxItem } from './item'
import { fromStored } from './stored'

/** A message that was written in this browser under another identity, whose cookie or server secret is gone. */
export interface Stranger {
  readonly user: string
  /** The name of its author; null if an older version of the page did not store it. */
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

/** Waiting messages of other identities in this browser. They are never sent by themselves: the user decides. */
export interface Strangers {
  open(): Promise<void>
  all(): readonly Stranger[]
  find(clientId: string): Stranger | null
  /** Reads the store again: another tab may have sent or removed some. */
  follow(): Promise<void>
  /** To be called when a message was taken over. The tab that took it keeps the store's record. */
  taken(clientId: string): void
  remove(clientId: string): Promise<void>
  close(): void
}

export function createStrangers(deps: StrangersDeps): Strangers {
  let strangers: readonly Stranger[] = []
  /** Taken over or removed here. An older reading of the store must not bring them back. */
  const done = new Set<string>()
  let stopListening: Cancel = () => {}

  function become(next: readonly Stranger[]): void {
    const same
      = next.length === strangers.length
        && next.every(({ item }, index) => item.clientId === strangers[index]?.item.clientId)
    if (same) return
    strangers = next
    deps.changed()
  }

  async function follow(): Promise<void> {
    // If they can't be read, there is nothing to offer. The next visit tries again.
    const stored = await deps.store.strangers(deps.user).catch(() => [])
    const found = stored
      .filter(({ item }) => !done.has(item.clientId))
      .map(({ user, item }): Stranger => ({ user, author: item.author ?? null, item: fromStored(item, deps.clock) }))
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
