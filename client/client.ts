import { nanoid } from 'nanoid'
import { CLOSE } from '#shared/close-codes'
import { TEXT_MAX_CHARS } from '#shared/limits'
import type { Latest } from '#shared/schemas/http'
import { watchActivity, type Activity } from './activity'
import { createChanges } from './changes'
import { createCommands } from './commands'
import { createLink, type Hello } from './connection/link'
import { serverOffset, type ClockReading } from './connection/server-clock'
import { createDirectory } from './directory'
import { dispatch, type Reception } from './dispatch'
import { memoryValues, noHints, ownLocks, steadyAttention, steadySignals, systemClock } from './environment'
import { createHttp, type Fetch } from './http'
import { createIdentity } from './identity'
import { createOutbox } from './outbox/outbox'
import { createStrangers } from './outbox/strangers'
import { informedLocks } from './outbox/locks'
import { createFaceBook } from './faces'
import { createPeople } from './people'
import { createReader } from './reader'
import { READ_MARK_PREFIX } from './room/reading'
import { createRoomHandle, type RoomHandle } from './room-handle'
import { createRooms } from './rooms'
import type { ChatClientOptions, Diagnostics } from './options'
import { memoryStore } from './store/store'
import type { ConnectionView, RoomView } from './types'
import { createUnsent } from './unsent'

/**
 * Messages that a room which is not open keeps in memory; above it, the oldest are cut off and can be scrolled to
 * again.
 */
const BACKGROUND_MESSAGES_MAX = 1_000

/**
 * Messages that the open room keeps while the reader is at its end: forty pages of history, more than most users scroll
 * back. A page that is open for weeks would otherwise keep every message, and walk over it with each frame.
 */
const OPEN_MESSAGES_MAX = 2_000

/**
 * The client waits this long for a store: a browser may let one hang, and a user who only reads needs none. A later
 * answer is merged with what arrived meanwhile. At worst, what it had kept is fetched or sent once too often.
 */
const STORE_PATIENCE_MS = 2_000

export type { ChatClientOptions, Diagnostics } from './options'

export type ChatClient = ReturnType<typeof createChatClient>

/**
 * The whole client without a page: one socket for all rooms, resume, outbox, read marks. It does nothing before
 * `start`; until then it gives the views that a server renders.
 */
export function createChatClient(options: ChatClientOptions) {
  const {
    clock = systemClock,
    random = Math.random,
    signals = steadySignals,
    store = memoryStore(),
    values = memoryValues(),
  } = options
  const diagnostics: Diagnostics = { ignored: 0, resets: 0, holes: 0, joins: 0, unsaved: 0 }
  const fetcher: Fetch = options.fetch ?? ((url, init) => fetch(url, init))
  const http = createHttp(fetcher, options.origin ?? '')
  const directory = createDirectory(fetcher, options.origin ?? '')
  const { changed, batch, subscribe } = createChanges()
  let textMaxChars = TEXT_MAX_CHARS
  /** How far the server's clock is ahead of this device's, in ms. Null: not known yet. */
  let offset: number | null = null
  let running = false
  let cancels: (() => void)[] = []

  const hints = options.hints ?? noHints
  const identity = createIdentity(options.session, {
    http,
    hasWaiting: () => outbox.size > 0,
    ended(startOver) {
      if (!options.onOtherUser || !startOver) return link.giveUp(CLOSE.POLICY.code)
      link.stop()
      options.onOtherUser()
    },
    changed: () => rooms.touch(),
  })
  const { session } = identity
  const strangers = createStrangers({
    user: session().user.id,
    store,
    hints,
    clock,
    changed: () => batch(() => {
      unsent.settleShown()
      changed()
    }),
  })
  const outbox = createOutbox({
    user: session().user.id,
    author: () => session().user.name,
    serverNow,
    store,
    hints,
    clock,
    random,
    newId: options.newId ?? nanoid,
    changed: () => batch(rooms.outboxChanged),
    kept: () => changed(),
    failed: () => void diagnostics.unsaved++,
  })
  const rooms = createRooms(options.rooms, options.active ?? null, {
    clock,
    random,
    store,
    values,
    locks: options.locks ? informedLocks(options.locks, outbox, clock) : ownLocks,
    outbox,
    keep: {
      background: options.backgroundMessagesMax ?? BACKGROUND_MESSAGES_MAX,
      open: options.openMessagesMax ?? OPEN_MESSAGES_MAX,
    },
    followedMax: options.followedMax,
    me: () => session().user,
    isBlocked: person => session().account?.blocked?.includes(person) ?? false,
    keepsMarks: () => session().account !== undefined,
    send: frame => link.send(frame),
    fetchPage: http.history,
    fetchSeen: http.seenBy,
    fetchList: directory.list,
    fetchRoom: directory.room,
    batch,
    seen: (author, clientId) => unsent.settle(author, clientId),
    count: what => void diagnostics[what]++,
    changed,
  })
  const me = () => session().user.id
  const commands = createCommands({ outbox, rooms, me, textMaxChars: () => textMaxChars })
  const reader = createReader({ rooms, http, batch })
  const people = createPeople(frame => link.send(frame), changed)
  const faces = createFaceBook({ clock, read: directory.faces, isKept: isAccount, changed })
  let activity: Activity | null = null
  const unsent = createUnsent({
    outbox,
    strangers,
    rooms,
    me,
    locks: options.locks
      ? informedLocks(options.locks, { follow: strangers.follow, written: () => outbox.written() }, clock)
      : ownLocks,
  })
  const inRoom = { rooms, commands, outbox, reader, http, directory, reconnectNow: () => link.reconnectNow() }
  const reception: Reception = {
    rooms,
    renamed: identity.renamed,
    people: states => people.told(states),
    faces: told => faces.told(told),
    ignored: () => void diagnostics.ignored++,
  }
  const link = createLink({ socket: () => options.socket(rooms.feed()), clock, random, signals }, {
    clock: followServerClock,
    up: hello => batch(() => greet(hello)),
    events: events => batch(() => dispatch(events, reception, session().user, outbox)),
    down() {
      rooms.down()
      people.down()
    },
    changed,
    ignored: count => void (diagnostics.ignored += count),
  })

  /** The server keeps names and pictures of accounts. Of other users only the own one is known here to be none. */
  function isAccount(person: string): boolean {
    return person !== me() || session().account !== undefined
  }

  function followServerClock(reading: ClockReading): void {
    const next = serverOffset(offset, reading)
    if (next === offset) return
    offset = next
    changed()
  }

  function serverNow(): number {
    return clock.now() + (offset ?? 0)
  }

  function greet(hello: Hello): void {
    if (!identity.greeted(hello)) return
    textMaxChars = hello.limits.textMaxChars
    rooms.up(hello)
    people.up()
    faces.up()
    if (activity?.isActive() === false) link.send({ type: 'active', active: false })
  }

  /** Resolves when everything of earlier visits is there, or was waited for long enough. */
  function loaded(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.after(STORE_PATIENCE_MS, resolve)
      void outbox.open().then(strangers.open).then(rooms.restore).finally(() => {
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
      activity = watchActivity(options.attention ?? steadyAttention, clock, active =>
        link.send({ type: 'active', active }),
      )
      cancels.push(activity.stop)
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
      strangers.close()
      await Promise.all([rooms.save(), outbox.close()])
    },
    /** Calls `listener` after every change, without saying what changed. Answers how to end it. */
    subscribe,

    session,
    connection: (): ConnectionView => link.view(),
    /** The same array and the same views as before, where nothing changed. */
    rooms: (): readonly RoomView[] => rooms.views(),
    /** A room and what its user can do there, whether it is in the list or not. */
    room: (id: string): RoomHandle => createRoomHandle(id, inRoom),
    active: (): RoomView => rooms.active().view(),
    /** Unix ms by the server's clock, or by this device's until the server has said. */
    serverNow,
    /** How far the server's clock is ahead of this device's, in ms; 0 until the server has said. */
    clockOffset: () => offset ?? 0,
    /** Ms of the monotonic clock by which `retryAt` and other waits are measured. */
    elapsed: clock.elapsed,
    /** Messages that wait in this browser, in all rooms. */
    waiting: () => outbox.size,
    /** Where the users are whom `watchPeople` named, as far as is known. */
    whereabouts: people.states,
    watchPeople: people.watch,
    faces: faces.known,
    wantFace: faces.want,
    /** Whether some of them are not stored and will not be, and would be lost with the page. */
    unsaved: () => outbox.size > 0 && outbox.unsaved,
    /** Whether something waits and all of it is stored, and would be there after a reload. */
    stored: () => outbox.stored,
    diagnostics: (): Readonly<Diagnostics> => diagnostics,

    /** Shows messages that came with the page, in a room of which nothing is known yet. */
    show: ({ room, ...latest }: Latest): void => rooms.find(room)?.restore(latest),
    open: rooms.open,
    /** Commands that will not be sent by themselves, oldest first. */
    unsent: unsent.list,
    /** Sends what was written under another identity as the user of now. */
    sendUnsent: unsent.send,
    discardUnsent: unsent.discard,
    markAllRead: reader.markAllRead,
    rename: identity.rename,
    people: directory.people,
    /**
     * Opens the direct room with this user, and creates it if there is none. Answers its id, which is in the list then;
     * null if that is not possible.
     */
    async openDirect(person: string): Promise<string | null> {
      return (await rooms.take(() => directory.direct(person)))?.id ?? null
    },
    reconnectNow: link.reconnectNow,
  }
}
