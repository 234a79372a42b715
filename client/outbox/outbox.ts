import type { ErrorCode } from '#shared/schemas/frames'
import type { Cancel, Clock, Hints } from '../environment'
import type { ClientStore } from '../store/store'
import { fromStored, toStored } from './stored'
import type { ChangeContent, OutboxItem, SendItem } from './item'
import {
  adopt,
  ends,
  enqueue,
  held,
  nextOrder,
  nextToSend,
  refuse,
  retried,
  revised,
  settle,
  superseded,
} from './queue'

export interface OutboxDeps {
  readonly user: string
  /** The name that is stored with a message. */
  author(): string
  /** Unix ms by the server's clock, as far as it is known. */
  serverNow(): number
  readonly store: ClientStore
  readonly hints: Hints
  readonly clock: Clock
  readonly random: () => number
  newId(): string
  changed(): void
  /** All waiting commands are in the store now. */
  kept(): void
  /** A write to the store failed: the command is in memory only. */
  failed(): void
}

/** The outbox of a user in this tab: in memory at once, in the store soon after, and in step with the other tabs. */
export interface Outbox {
  /** Takes over the commands of earlier visits, and from now on those of other tabs. */
  open(): Promise<void>
  readonly size: number
  /** Whether a waiting command would be lost by a reload: the store refused it, or keeps nothing anyway. */
  readonly unsaved: boolean
  /** Whether commands wait and all of them are in a lasting store. Only then may the page say that they are saved. */
  readonly stored: boolean
  items(room: string): readonly OutboxItem[]
  all(): readonly OutboxItem[]
  find(clientId: string): OutboxItem | null
  next(room: string): OutboxItem | null
  add(room: string, text: string): string
  /** Takes a change of a message of the user, at the end of the queue. */
  change(room: string, change: ChangeContent): string
  /**
   * Removes changes that a later one of the same message made needless. Call it only while this tab holds the room's
   * lock: another tab may be sending one of them.
   */
  supersede(room: string): void
  settle(clientId: string): void
  refuse(clientId: string, code: ErrorCode, retryAfterMs: number): void
  retry(clientId: string): void
  /** To be called when the command is given to a connection: from now on its text stays. */
  wire(clientId: string): void
  /**
   * Takes a message out of the queue so that the user can edit it. Call it only while this tab holds the room's lock.
   * Returns its text; null if it no longer waits, or was given to a connection and may be in the log.
   */
  hold(clientId: string): string | null
  /** Returns a held message to its place in the queue, with this text. False if it is no longer held. */
  revise(clientId: string, text: string): boolean
  /** Takes over a command of another identity, at the end of the queue. */
  adopt(item: OutboxItem): void
  /** Takes over what other tabs have stored and settled until now. */
  follow(): Promise<void>
  /** Resolves when everything that this tab did is stored. */
  written(): Promise<void>
  /** Stops listening. Resolves after the last write. */
  close(): Promise<void>
}

interface Write {
  readonly clientId: string
  run(): Promise<void>
  /** Called once the write is in the store. */
  after(): void
  /** Whether the write is still current. */
  needed(): boolean
}

export function createOutbox(deps: OutboxDeps): Outbox {
  let items: readonly OutboxItem[] = []
  const writing = new Set<Promise<void>>()
  /** Writes that the store refused. */
  const refused = new Set<Write>()
  /** The newest state of each command that the store does not have yet. */
  const unsaved = new Map<string, OutboxItem>()
  /** Client ids that are still in the store, but removed here. */
  const removed = new Set<string>()
  /** Finished writes: a reading that began before the last of them is outdated. */
  let stored = 0
  let stopListening: Cancel = () => {}

  function become(next: readonly OutboxItem[]): void {
    if (next === items) return
    items = next
    deps.changed()
  }

  function find(clientId: string): OutboxItem | null {
    return items.find(item => item.clientId === clientId) ?? null
  }

  async function load(): Promise<void> {
    try {
      let found: readonly OutboxItem[]
      let at: number
      do {
        at = stored
        found = (await deps.store.outbox(deps.user)).map(item => fromStored(item, deps.clock))
      } while (at !== stored)
      become(adopt(items, found, new Set(unsaved.keys()), removed))
    }
    catch {
      deps.failed()
    }
  }

  /**
   * A command that can't be stored is known to this tab alone. The write is retried when the store accepts another one.
   */
  function write(one: Write): void {
    const written = one.run().then(() => {
      stored++
      one.after()
      deps.hints.post()
      const again = takeRefused()
      again.forEach(write)
      if (again.length > 0 || !deps.store.lasting) deps.changed()
      else if (items.length > 0 && unsaved.size === 0) deps.kept()
    }, () => {
      if (one.needed()) refused.add(one)
      deps.failed()
      deps.changed()
    }).finally(() => writing.delete(written))
    writing.add(written)
  }

  /**
   * Each refused write gets one attempt, so that a store that refuses one command and takes the others is not asked for
   * ever.
   */
  function takeRefused(): Write[] {
    const again = [...refused].filter(one => one.needed())
    refused.clear()
    return again
  }

  function put(item: OutboxItem): void {
    unsaved.set(item.clientId, item)
    write({
      clientId: item.clientId,
      // After everything that happens in the same tick, so that a message that is sent at once is stored once.
      run: () => Promise.resolve().then(() => unsaved.get(item.clientId) === item
        ? deps.store.putItem(deps.user, toStored(item, deps.clock, deps.author()))
        : undefined),
      after: () => unsaved.get(item.clientId) === item && unsaved.delete(item.clientId),
      needed: () => unsaved.get(item.clientId) === item,
    })
    become(enqueue(items, item)) // last: a listener may change the same message at once
  }

  function remove(clientId: string): void {
    const next = settle(items, clientId)
    if (next === items) return
    become(next)
    unsaved.delete(clientId)
    removed.add(clientId)
    write({
      clientId,
      run: () => deps.store.removeItem(clientId),
      after: () => removed.delete(clientId),
      needed: () => removed.has(clientId),
    })
  }

  function command(room: string, content: ChangeContent | Pick<SendItem, 'kind' | 'text'>): string {
    const clientId = deps.newId()
    const order = nextOrder(items, deps.clock.now())
    const fresh = { state: 'queued', error: null, tries: 0, notBefore: 0, wired: false } as const
    put({ ...content, ...fresh, clientId, room, at: deps.serverNow(), order })
    return clientId
  }

  async function written(): Promise<void> {
    while (writing.size > 0) await Promise.allSettled([...writing]) // one that is done may have begun others
  }

  return {
    async open() {
      stopListening()
      stopListening = deps.hints.listen(() => void load())
      await load()
    },
    get size() {
      return items.length
    },
    get unsaved() {
      return !deps.store.lasting || [...refused].some(({ clientId }) => unsaved.has(clientId))
    },
    get stored() {
      return deps.store.lasting && items.length > 0 && unsaved.size === 0
    },
    items: room => items.filter(item => item.room === room),
    all: () => items,
    find,
    next: room => nextToSend(items, room),
    add: (room, text) => command(room, { kind: 'send', text }),
    change: command,
    supersede: room => superseded(items, room).forEach(({ clientId }) => remove(clientId)),
    settle: remove,
    refuse(clientId, code, retryAfterMs) {
      const item = find(clientId)
      if (item && ends(item) && code === 'not_found') remove(clientId) // what it asked for is so
      else if (item?.state === 'queued') put(refuse(item, code, retryAfterMs, deps.clock.elapsed(), deps.random()))
    },
    retry(clientId) {
      const item = find(clientId)
      if (item?.state === 'failed') put(retried(item))
    },
    wire(clientId) {
      const item = find(clientId)
      if (item && !item.wired) put({ ...item, wired: true })
    },
    hold(clientId) {
      const item = find(clientId)
      const next = item?.kind === 'send' ? held(item) : null
      if (next) put(next)
      return next?.text ?? null
    },
    revise(clientId, text) {
      const item = find(clientId)
      if (item?.kind !== 'send' || item.state !== 'failed' || item.wired) return false
      put(revised(item, text))
      return true
    },
    adopt(item) {
      put({ ...retried(item), order: nextOrder(items, deps.clock.now()), wired: false })
    },
    follow: load,
    written,
    async close() {
      stopListening()
      await written()
    },
  }
}
