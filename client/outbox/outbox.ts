import type { ErrorCode } from '#shared/schemas/frames'
import type { Cancel, Clock, Hints } from '../environment'
import type { ClientStore } from '../store/store'
import { fromStored, toStored } from './stored'
import type { ChangeContent, OutboxItem } from './item'
import { adopt, enqueue, held, nextOrder, nextToSend, refuse, retried, revised, settle, superseded } from './queue'

export interface OutboxDeps {
  readonly user: string
  /** The name that is stored beside a message. */
  author(): string
  /** Unix ms by the server's clock, as far as it is known. */
  serverNow(): number
  readonly store: ClientStore
  readonly hints: Hints
  readonly clock: Clock
  readonly random: () => number
  newId(): string
  changed(): void
  /** All that waits is in the store now. */
  kept(): void
  /** A write to the store failed: the message lives on in memory only. */
  failed(): void
}

/** The outbox of a person in this tab: in memory at once, in the store as soon as it can, in step with the other tabs. */
export interface Outbox {
  /** Takes over what earlier visits left, and from now on what other tabs do. */
  open(): Promise<void>
  readonly size: number
  /** Whether the store refused a message that still waits, or keeps nothing anyway: it would not be there after a reload. */
  readonly unsaved: boolean
  /** Whether something waits, and all of it is in a store that lasts: only then may a person be told that it is saved. */
  readonly stored: boolean
  items(room: string): readonly OutboxItem[]
  all(): readonly OutboxItem[]
  find(clientId: string): OutboxItem | null
  next(room: string): OutboxItem | null
  add(room: string, text: string): string
  /** Takes a change of one's own message in the log, behind all that waits. */
  change(room: string, change: ChangeContent): string
  /**
   * Takes out the changes that a later one of the same message has made needless. To be called only while this tab
   * alone may send in the room: another tab may be sending one of them.
   */
  supersede(room: string): void
  settle(clientId: string): void
  refuse(clientId: string, code: ErrorCode, retryAfterMs: number): void
  retry(clientId: string): void
  /** It is handed to a connection: from now on its text stays. */
  wire(clientId: string): void
  /**
   * Takes a message out of the queue so that a person can edit it. To be called only while this tab alone may send in its room.
   * Answers its text; null when it does not wait any more, or was handed to a connection and may be in the log.
   */
  hold(clientId: string): string | null
  /** Puts a message that is held back at its old place, with this text. False when it is not held any more. */
  revise(clientId: string, text: string): boolean
  /** Takes over what was written under another identity, behind all that waits. */
  adopt(item: OutboxItem): void
  /** Takes over what other tabs have stored and settled until now. */
  follow(): Promise<void>
  /** Resolves when all that this tab did is stored. */
  written(): Promise<void>
  /** Ends what it listens to. Resolves after the last write. */
  close(): Promise<void>
}

interface Write {
  readonly clientId: string
  run(): Promise<void>
  /** It is in the store. */
  after(): void
  /** Whether it still says what is true. */
  needed(): boolean
}

export function createOutbox(deps: OutboxDeps): Outbox {
  let items: readonly OutboxItem[] = []
  const writing = new Set<Promise<void>>()
  /** Writes that the store refused. */
  const refused = new Set<Write>()
  /** The newest state of each message that the store does not have, or not yet. */
  const unsaved = new Map<string, OutboxItem>()
  /** What is still in the store, or would be if it could be written. */
  const removed = new Set<string>()
  /** Writes that are in the store now: what was read before the last of them is old. */
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

  /** What can't be stored this tab alone knows of, and goes on knowing; it is tried again when the store takes something. */
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

  /** Each is taken out for one try, so that a store which refuses one message and takes the others is not asked for ever. */
  function takeRefused(): Write[] {
    const again = [...refused].filter(one => one.needed())
    refused.clear()
    return again
  }

  function put(item: OutboxItem): void {
    unsaved.set(item.clientId, item)
    write({
      clientId: item.clientId,
      // After all that is done to it in one go, so that a message which is sent at once is stored once.
      run: () => Promise.resolve().then(() => unsaved.get(item.clientId) === item
        ? deps.store.putItem(deps.user, toStored(item, deps.clock, deps.author()))
        : undefined),
      after: () => unsaved.get(item.clientId) === item && unsaved.delete(item.clientId),
      needed: () => unsaved.get(item.clientId) === item,
    })
    become(enqueue(items, item)) // last: whoever hears of it may do more to the same message at once
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

  function command(room: string, content: ChangeContent | { kind: 'send', text: string }): string {
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
      if (item?.kind === 'delete' && code === 'not_found') remove(clientId) // what it asked for is so
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
