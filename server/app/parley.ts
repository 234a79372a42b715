import type { User } from '#shared/schemas/user'
import type { Bus } from '../core/bus/bus'
import type { RedisLinks } from '../platform/redis/connect'
import { openBus } from '../core/bus/open'
import type { Config } from '../platform/config/schema'
import { sessionSecret } from '../platform/config/session-secret'
import { createPermits } from '../core/hub/cluster-permits'
import { Hub } from '../core/hub/hub'
import { logHubError } from '../core/hub/hub-errors'
import type { AddressRates } from '../platform/limits/address-rates/address-rates'
import { useAddressRates } from '../platform/limits/address-rates/use-address-rates'
import { openAttemptLimit } from '../platform/limits/attempt-limit'
import { createConnectionCaps } from '../platform/limits/connection-caps'
import { connectionsThatFit } from '../platform/limits/open-files'
import { createMemorySpacing, createRedisSpacing, type Spacing } from '../platform/limits/spacing'
import { openSendLimit } from '../platform/limits/send-limit-open'
import type { SendLimit } from '../platform/limits/send-limit'
import type { Log } from '../core/log/log'
import { startConsumers, type Consumers } from '../core/consumers/start'
import { consumersOf } from './consumers'
import { Tally } from '../core/metrics/tally'
import { KeyedMutex } from '../platform/event-loop/keyed-mutex'
import { Acks } from '../core/peers/acks'
import { Connections } from '../core/peers/connections'
import { Heartbeat } from '../core/peers/heartbeat'
import { textFrame } from '../core/wire/ws-frame'
import { encodeEvents } from '../core/wire/encode'
import { submit } from '../domain/commands/table'
import { createAnonymous } from '../domain/people/anonymous'
import { openPresence } from '../core/presence/open'
import type { Presence } from '../core/presence/presence'
import { LatestMessages } from './page/latest-messages'
import { Typing } from '../core/presence/typing'
import { createMailer } from '../domain/people/mail/mailer'
import { openOidcProviders } from '../domain/people/oidc/oidc-providers'
import { Passwords } from '../domain/people/password/passwords'
import { accountOf } from '../domain/people/account-of'
import { Handles } from '../domain/people/handles'
import { People } from '../domain/people/people'
import { Sessions } from '../domain/people/session'
import { PlaceSettings } from '../domain/people/settings/place-settings'
import { openSignInTries } from '../domain/people/sign-in/tries'
import { SignIns } from '../domain/people/sign-ins'
import type { Place } from '../domain/place'
import { AccessCounts } from '../domain/rooms/access-counts'
import { RoomDirectory } from '../domain/rooms/directory'
import { Feeds } from '../domain/rooms/feed/feeds'
import { CrowdReads } from '../domain/rooms/feed/crowd-reads'
import { countIn, headsOf } from '../domain/rooms/feed/heads'
import { withLastLines } from '../domain/rooms/feed/last-lines'
import { SeenReport } from '../domain/rooms/seen/seen-report'
import { SmallRooms } from '../domain/rooms/seen/small-rooms'
import { readEntry } from '../domain/rooms/entry'
import type { Announcer } from '../domain/rooms/announcer'
import { MarkKeeper } from '../domain/rooms/mark-keeper'
import { ReadMarks } from '../domain/rooms/read-marks'
import { mentionsOf } from '../domain/rooms/unread-mentions'
import { saveMarks, unreadUpToHead } from '../domain/rooms/reading'
import { servesHttpsOnly } from '../platform/http/https'
import { announceChanges } from './announce-changes'
import { announceFirst } from './announce-first'
import { EXPORTS_PER_HOUR } from '../platform/limits/server-limits'
import { checkConnections } from './check-connections'
import { hearBus } from './hear-bus'
import { openStorage } from './open-storage'
import { openWhereabouts } from './open-whereabouts'
import { limitedAddress } from '../platform/http/address'

/** All services of the process. Handlers get them from `useParley()`. */
export interface Parley {
  readonly config: Config
  /** The author of messages that a script without a session sends from an address (an `addressKey`). */
  readonly anonymous: (address: string) => User
  readonly rooms: RoomDirectory
  readonly handles: Handles
  /** The services that operations use. */
  readonly place: Place
  /** Called when a room has its first event. */
  readonly onFirst: (room: string) => void
  readonly spacing: Spacing
  readonly sessions: Sessions
  readonly log: Log
  /** Reads of events and messages from the log since the start. */
  readonly reads: () => number
  readonly bus: Bus
  /** Null if everything is in process. */
  readonly redis: RedisLinks | null
  readonly hub: Hub
  /** What a first visit shows of a room. */
  readonly latest: LatestMessages
  readonly presence: Presence
  readonly limit: SendLimit
  /** The rates per address. */
  readonly rates: AddressRates
  readonly connections: Connections
  /** Consumers: they read the log beside the path of a message. */
  readonly consumers: Consumers
  /** The counts for `/metrics`. */
  readonly tally: Tally
  close(): Promise<void>
}

async function build(config: Config): Promise<Parley> {
  const tally = new Tally()
  const { opened, log, reads, db, pinned } = await openStorage(config, tally)
  // Loaded only when used: the Redis client takes a good part of an idle process's memory.
  const redis = config.REDIS_URL ? (await import('../platform/redis/connect')).connectRedis(config) : null
  const bus = openBus(redis)
  const presence = openPresence(redis, bus)
  const settings = new PlaceSettings(db)
  await settings.refresh()
  const rooms = new RoomDirectory({
    read: (id, pinned) => readEntry(db, id, pinned),
    pinned: config.CHANNELS,
    counts: new AccessCounts(opened),
    onRefresh(id) {
      smallRooms.forget(id)
      changes.putOutStrangers(id)
    },
    guestsWrite: () => settings.known.guestsWrite,
  })
  await rooms.start()
  const people = new People(db)
  const handles = new Handles(db)
  const signIns = new SignIns(db)
  const sessions = new Sessions({ secret: sessionSecret(config), httpsOnly: servesHttpsOnly(config), people, signIns })
  const marks = new MarkKeeper(some => saveMarks(db, some))
  const limit = openSendLimit(config, redis)
  const spacing = redis ? createRedisSpacing(redis) : createMemorySpacing()
  const rates = useAddressRates()
  const hub = new Hub({
    log,
    bus,
    presence,
    external: id => rooms.isPinned(id),
    maxDelayMs: config.FANOUT_MAX_DELAY_MS,
    permits: createPermits(),
    // In a direct room a number would show where the other user is.
    counts: ({ person }, room) => rooms.known(room)?.room.kind !== 'direct' && !whereabouts.isHidden(person),
    onBatch: report => tally.countBatch(report),
    quiet: {
      async headsOf(user, ids) {
        if (user.session !== undefined) await marks.save()
        return headsOf({ db, rooms }, user, ids)
      },
      countIn: async (user, ids) => withLastLines(db, await countIn({ db, rooms }, user, ids)),
      onAccess: room => void changes.recheck(room).catch(() => {}),
    },
    mentions: ({ id }, room, seq) => mentionsOf(db, id, room, seq),
    mayEnter: (user, room) => rooms.may(user, 'read', room),
    onChange: room => latest.forget(room),
    onHead: (room, { access }, caughtUp) => {
      const known = rooms.known(room)
      if (known && known.access !== access) void changes.recheck(room, undefined, caughtUp).catch(() => {})
    },
    onResume: outcome => tally.resumes.add(outcome),
    charge: (address, bytes) => rates.consume('bytes', address, bytes),
    onError: logHubError,
  })
  const { peoplePresence, lastSeen, watches, whereabouts } = openWhereabouts({ redis, bus, db, people })
  const latest = new LatestMessages({ log, hub })
  const states = { db, rooms, hub, presence }
  const heartbeat = new Heartbeat()
  const connections: Connections = new Connections({
    hub, rates, heartbeat, tally, whereabouts, acks: new Acks(),
    execute: (command, caller) => submit({
      rooms, log, bus, hub, limit, spacing, tally, handles, onFirst,
    }, caller, command.type, command),
    requireReadable: async (user, room) => void await rooms.authorize(user, 'read', room),
    onRead: (user, room, mark, peer) => readMarks.read(user, room, mark, peer),
    onTyping(user, room, stop) {
      if (!rooms.may(user, 'send', room)) return
      typing.heard(room, user, stop)
      bus.control({ type: 'typing', room, user: { id: user.id, name: user.name }, stop })
    },
    caps: createConnectionCaps({ perAddress: config.MAX_CONNECTIONS_PER_ADDRESS, total: connectionsThatFit(config) }),
    address: request => limitedAddress(request, config.TRUST_PROXY),
    greet: (peer, user, since) => feeds.greet(peer, user, since),
    onBeat: peer => feeds.beat(peer),
    async accountOf({ id, session }) {
      const person = session === undefined ? null : await people.find(id)
      return person ? accountOf(db, person) : undefined
    },
    currentOf: user => sessions.current(user),
  })
  const mutex = new KeyedMutex()
  const changes = announceChanges({
    mutex, bus, hub, people, signIns, states, settings, connections: () => connections,
    onOut: (room, person) => typing.out(room, person),
  })
  const feeds = new Feeds({
    states: { ...states, crowd: new CrowdReads(db, pinned) },
    mutex,
    saveMarks: () => marks.save(),
    write: (peer, event) => peer.hint(textFrame(encodeEvents(event))),
  })
  const onFirst = announceFirst({ rooms, log: opened, changes })
  const typing = new Typing((room, users) => hub.hint(room, { type: 'typing', room, users: [...users] }))
  const readMarks = new ReadMarks({
    rooms, log, hub, bus, marks,
    count: (person, room, seq) => unreadUpToHead(db, person, room, seq),
    mentions: (person, room, seq) => mentionsOf(db, person, room, seq),
    of: user => connections.of(user),
    tell: (user, event, except) => connections.tell(user, event, except),
    onSeen: (room, person, seq) => seen.heard(room, person, seq),
  })
  const smallRooms = new SmallRooms(db, id => rooms.isPinned(id))
  const seen = new SeenReport({
    rooms: smallRooms, people, hub,
    of: user => connections.of(user),
    tell: (user, event) => connections.tell(user, event),
  })
  const announce: Announcer = {
    ...changes,
    async room(room, told) {
      smallRooms.forget(room)
      await changes.room(room, told)
    },
    async out(room, gone) {
      smallRooms.forget(room)
      await changes.out(room, gone)
    },
    read: (person, moved) => moved.forEach(mark => readMarks.announce(person, mark)),
  }
  const place: Place = {
    config, db, log: opened, hub, bus, presence, limit, rooms, people, sessions, signIns, settings, announce, marks,
    readMarks, smallRooms, peoplePresence, passwords: new Passwords(), tries: openSignInTries(redis),
    exports: openAttemptLimit({ messages: EXPORTS_PER_HOUR, seconds: 3_600 }, 'export', redis),
    secret: sessionSecret(config), oidc: await openOidcProviders(config.OIDC_PROVIDERS),
    mailer: await createMailer(config),
  }
  const check = checkConnections({
    connections, signIns, people,
    isHidden: person => whereabouts.isHidden(person),
    onChanged: person => changes.heard({ type: 'person', person }),
    refreshSettings: () => settings.refresh(),
    isCutOff: () => {
      const state = bus.state()
      return state.kind === 'redis' && !state.connected
    },
  })
  const consumers = startConsumers(opened, consumersOf(config, opened))
  await bus.start(hearBus({
    tally, hub, connections, people, signIns, presence, peoplePresence, readMarks, rooms, smallRooms, typing, changes,
    check,
  }))
  const close = async () => {
    heartbeat.close()
    check.stop()
    typing.close()
    watches.close()
    seen.close()
    hub.close()
    await Promise.all([marks.save(), lastSeen.save(), consumers.stop()])
    await Promise.allSettled([presence.close(), peoplePresence.close(), limit.close()])
    await Promise.allSettled([bus.close(), log.close()])
    await redis?.close()
  }
  const anonymous = createAnonymous(sessionSecret(config))
  return {
    config, anonymous, rooms, handles, place, onFirst, spacing, sessions, log, reads, bus, redis,
    hub, latest, presence, limit, rates, connections, consumers, tally, close,
  }
}

let running: Promise<Parley> | null = null

/** Starts the services of this process, once. Rejects with `LogStartError` if the log can't be opened. */
export function startParley(config: Config): Promise<Parley> {
  running ??= build(config)
  return running
}

/** The running services. */
export function useParley(): Promise<Parley> {
  return running ?? Promise.reject(new Error('The services are not started: server/plugins starts them.'))
}
