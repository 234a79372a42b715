import { nanoid } from 'nanoid'
import { CLOSE } from '#shared/close-codes'
import { OUTBOX_MAX, TEXT_MAX_CHARS } from '#shared/limits'
import type { Latest } from '#shared/schemas/http'
import type { Room } from '#shared/schemas/room'
import type { Session, User } from '#shared/schemas/user'
import { isBlankToTheEye } from '#shared/text/visible'
import { createChanges } from './changes'
import { createLink, type Hello } from './connection/link'
import { dispatch, type Reception } from './dispatch'
import { memoryValues, noHints, ownTurns, steadySignals, systemClock, type Clock, type Hints, type SharedValues, type Signals, type Turns, type WebSocketLike } from './environment'
import { createHttp, type Fetch } from './http'
import { createOutbox } from './outbox/outbox'
import { informedTurns } from './outbox/turns'
import { READ_MARK_PREFIX } from './room/reading'
import { createRooms } from './rooms'
import { memoryStore, type ClientStore } from './store/store'
import type { ConnectionView, RenameResult, RoomView, SendResult } from './types'

/** Messages that a room which is not open keeps in memory; above it, the oldest are cut off and can be scrolled to again. */
const BACKGROUND_MESSAGES_MAX = 1_000

/**
 * Messages that the open room keeps while nobody reads further up: forty pages of history, more than most scroll back. A page that is open for
 * weeks would otherwise keep all that was ever said, and go over it with each frame.
 */
const OPEN_MESSAGES_MAX = 2_000

/**
 * A store that has not answered in this time is not waited for: a browser may let one hang, and who only reads needs none. What it gives
 * later is put together with what was heard meanwhile; what it had kept is then fetched, or sent, once too often at worst.
 */
const STORE_PATIENCE_MS = 2_000

export interface ChatClientOptions {
  readonly session: Session
  readonly rooms: readonly Room[]
  /** The room that is open at first; the first one when not given or unknown. */
  readonly active?: string
  /** Opens a socket to `/wb` with `SUBPROTOCOL`. Called once for each attempt. */
  readonly socket: () => WebSocketLike
  readonly fetch?: Fetch
  /** Prefix of HTTP URLs; empty in a page. */
  readonly origin?: string
  readonly clock?: Clock
  /** In [0, 1). */
  readonly random?: () => number
  /** Gives the client ids of messages. */
  readonly newId?: () => string
  readonly signals?: Signals
  readonly store?: ClientStore
  readonly values?: SharedValues
  readonly hints?: Hints
  readonly turns?: Turns
  /** See `BACKGROUND_MESSAGES_MAX`; `Infinity` keeps all. */
  readonly backgroundMessagesMax?: number
  /** See `OPEN_MESSAGES_MAX`; `Infinity` keeps all. */
  readonly openMessagesMax?: number
  /**
   * The browser's cookie is another user's, while the user of this client has no name yet and nothing to send. The client has ended its
   * connection; its owner starts one for the other user. Without this, the connection ends with `CLOSE.POLICY`.
   */
  readonly onOtherUser?: () => void
}

/** What happened so far, for tests and for a page that diagnoses the line. */
export interface Diagnostics {
  /** Events and frames that could not be understood. */
  ignored: number
  resets: number
  holes: number
  joins: number
  /** Writes to the store that failed. */
  unsaved: number
}

export type ChatClient = ReturnType<typeof createChatClient>

/**
 * The whole client without a page: one socket for all rooms, resume, outbox, read marks. It does nothing before `start`; until then it gives
 * the views that a server renders.
 */
export function createChatClient(options: ChatClientOptions) {
  const { clock = systemClock, random = Math.random, signals = steadySignals, store = memoryStore(), values = memoryValues() } = options
  const diagnostics: Diagnostics = { ignored: 0, resets: 0, holes: 0, joins: 0, unsaved: 0 }
  const http = createHttp(options.fetch ?? ((url, init) => fetch(url, init)), options.origin ?? '')
  const { changed, batch, subscribe } = createChanges()
  let session = options.session
  let textMaxChars = TEXT_MAX_CHARS
  let running = false
  let cancels: (() => void)[] = []

  const outbox = createOutbox({
    user: session.user.id,
    store,
    hints: options.hints ?? noHints,
    clock,
    random,
    newId: options.newId ?? nanoid,
    changed: () => batch(rooms.outboxChanged),
    failed: () => void diagnostics.unsaved++,
  })
  const rooms = createRooms(options.rooms, options.active ?? null, {
    clock,
    random,
    store,
    values,
    turns: options.turns ? informedTurns(options.turns, outbox, clock) : ownTurns,
    outbox,
    keep: { background: options.backgroundMessagesMax ?? BACKGROUND_MESSAGES_MAX, open: options.openMessagesMax ?? OPEN_MESSAGES_MAX },
    me: () => session.user,
    send: frame => link.send(frame),
    fetchPage: http.history,
    count: what => void diagnostics[what]++,
    changed,
  })
  const reception: Reception = {
    rooms,
    renamed(user) {
      session = { user, named: true }
      rooms.touch()
    },
    ignored: () => void diagnostics.ignored++,
  }
  const link = createLink({ socket: options.socket, clock, random, signals }, {
    up: hello => batch(() => greet(hello)),
    events: events => batch(() => dispatch(events, reception, session.user, outbox)),
    down: rooms.down,
    changed,
    ignored: count => void (diagnostics.ignored += count),
  })

  /** Another person's session took this one's place in the browser: what is shown and what waits to be sent is not theirs. */
  function strange(user: User): boolean {
    if (user.id === session.user.id) return false
    if (options.onOtherUser && !session.named && outbox.size === 0) {
      link.stop()
      options.onOtherUser()
    }
    else link.giveUp(CLOSE.POLICY.code)
    return true
  }

  function greet(hello: Hello): void {
    if (strange(hello.user)) return
    if (hello.user.name !== session.user.name) session = { user: hello.user, named: true }
    textMaxChars = hello.limits.textMaxChars
    rooms.up(hello.rooms)
  }

  /** Resolves when everything of earlier visits is there, or was waited for long enough. */
  function loaded(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(STORE_PATIENCE_MS, resolve)
      void outbox.open().then(rooms.restore).finally(() => {
        cancel()
        resolve()
      })
    })
  }

  return {
    /** Loads what earlier visits kept, then connects; without it where loading takes too long. */
    async start(): Promise<void> {
      if (running) return
      running = true
      cancels = [
        values.listen(key => (key === null || key.startsWith(READ_MARK_PREFIX)) && batch(rooms.followReading)),
        signals.listen({ online() {}, offline() {}, wake: rooms.shown, hide: rooms.hidden }),
      ]
      await loaded()
      rooms.begin()
      if (running) link.start()
      changed()
    },
    /** Closes the connection. Resolves when everything is stored. */
    async stop(): Promise<void> {
      running = false
      cancels.forEach(cancel => cancel())
      link.stop()
      await Promise.all([rooms.save(), outbox.close()])
    },
    /** Calls `listener` after every change, without saying what changed. Answers how to end it. */
    subscribe,

    session: () => session,
    connection: (): ConnectionView => link.view(),
    /** The same array and the same views as before, where nothing changed. */
    rooms: (): readonly RoomView[] => rooms.views(),
    room: (id: string): RoomView | null => rooms.find(id)?.view() ?? null,
    active: (): RoomView => rooms.active().view(),
    position: (id: string) => rooms.find(id)?.position() ?? null,
    /** Messages that wait in this browser, in all rooms. */
    waiting: () => outbox.size,
    /** Whether they are not all stored, and would be lost with the page. */
    unsaved: () => outbox.unsaved,
    diagnostics: (): Readonly<Diagnostics> => diagnostics,

    /** Shows messages that came with the page, in a room of which nothing is known yet. */
    show: ({ room, ...latest }: Latest): void => rooms.find(room)?.restore(latest),
    open: rooms.open,
    send(room: string, text: string): SendResult {
      if (!rooms.find(room)) throw new Error(`There is no room "${room}" to send to.`)
      if (isBlankToTheEye(text)) return { ok: false, reason: 'empty' }
      if (text.length > textMaxChars) return { ok: false, reason: 'too_long' }
      if (outbox.size >= OUTBOX_MAX) return { ok: false, reason: 'outbox_full' }
      return { ok: true, clientId: outbox.add(room, text) }
    },
    retry: (_room: string, clientId: string) => outbox.retry(clientId),
    discard: (_room: string, clientId: string) => outbox.settle(clientId),
    loadOlder: async (room: string): Promise<void> => rooms.find(room)?.loadOlder(),
    markRead: rooms.read,
    async rename(name: string): Promise<RenameResult> {
      const renamed = await http.rename(name)
      if (!renamed.ok) return renamed
      const before = session
      if (strange(renamed.session.user)) return before.named ? { ok: false, reason: 'unavailable' } : { ok: true }
      session = renamed.session
      rooms.touch()
      return { ok: true }
    },
    reconnectNow: link.reconnectNow,
    reload(room: string): void {
      link.reconnectNow()
      rooms.find(room)?.again()
    },
  }
}
