import * as z from 'zod/mini'
import { COMMAND_SCHEMAS } from '../commands'
import { LISTEN_ROOMS_MAX, PEOPLE_WATCHED_MAX } from '../limits'
import { EVENT_SCHEMAS } from '../events'
import { clientIdSchema } from '../events/marks'
import { messageSchema } from '../events/message'
import { noticeEventSchema } from '../events/notice'
import { faceSchema } from './people'
import { epochSchema, positionSchema, roomIdSchema, roomStateSchema, seqSchema, unreadMentionsSchema } from './room'
import { accountSchema, personStateSchema, userSchema } from './user'

/** The WebSocket subprotocol of the app's wire. A client that offers none gets the plain wire: one text per message. */
export const SUBPROTOCOL = 'parley.v1'

/** A number that the client gives a request, so that a late answer is not taken for the current one. */
const requestIdSchema = z.int().check(z.nonnegative())

/** A client's frame: one JSON object per text frame. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({
    type: z.literal('join'),
    id: requestIdSchema,
    room: roomIdSchema,
    position: z.optional(positionSchema),
    /** The user has read everything up to this `seq`. A client that is reset gets its unread count for it. */
    mark: z.optional(seqSchema),
  }),
  z.object({ type: z.literal('leave'), id: requestIdSchema, room: roomIdSchema }),
  /**
   * The user has read everything up to `seq`. It only grows within a `generation` (0 when absent). The server announces
   * it to the user's other connections.
   */
  z.object({ type: z.literal('read'), room: roomIdSchema, seq: seqSchema, generation: z.optional(seqSchema) }),
  /** The user writes a message just now; `stop` ends it. Repeated every few seconds while it lasts. */
  z.object({ type: z.literal('typing'), room: roomIdSchema, stop: z.optional(z.boolean()) }),
  /**
   * Rooms of the user's list that the client does not show: the server sends their heads and what is unread, and no
   * events. By room, the last `seq` that the client has; null if the client does not know what is unread.
   */
  z.object({
    type: z.literal('listen'),
    rooms: z.record(roomIdSchema, z.nullable(seqSchema))
      .check(z.refine(rooms => Object.keys(rooms).length <= LISTEN_ROOMS_MAX, 'too_many')),
  }),
  /** Whether the user is at this client: it is in view, and was used in the last minutes. `true` until it says so. */
  z.object({ type: z.literal('active'), active: z.boolean() }),
  /**
   * The users whom the client shows now, in place of those before: the server sends their presence, and its changes.
   */
  z.object({ type: z.literal('watch'), people: z.array(userSchema.shape.id).check(z.maxLength(PEOPLE_WATCHED_MAX)) }),
  ...COMMAND_SCHEMAS,
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/** Reasons of a refusal. The page has texts for each; the frame's `message` is in English. */
export const ERROR_CODES = [
  'bad_frame', // over the socket: not JSON, or not of the schema
  'invalid', // over HTTP: the body or the address is not of the schema, or can't be read
  'unauthorized', // no session, or a wrong password
  'second_factor', // the password is right, and the code of the authenticator app is missing or wrong
  'forbidden', // not allowed, and the user may know that it exists
  'not_found', // no such room or message for this user
  'taken', // over HTTP: another one has it or was first, such as a handle
  'used', // over HTTP: a link was used as often as it may be
  'too_long', // text above the limit
  'empty', // text blank or missing
  'unsupported', // over HTTP: the server can't read this type, charset or compression of the body
  'rate_limited', // too fast: see retryAfterMs
  'too_many', // a limit on a count, such as rooms per connection
  'unavailable', // the log can't be written or read now: try again, nothing was lost
  'internal', // an error of the server
] as const
export type ErrorCode = typeof ERROR_CODES[number]

/** A code of a newer server is read as a fault of the server: a client tries again a few times, then says so. */
export const errorCodeSchema = z.pipe(z.string(), z.catch(z.enum(ERROR_CODES), 'internal'))

/**
 * What a client without a list of rooms gives in place of its position, if it takes the top of a long list first
 * (`hello.more`). To an older server it is no position, and the answer is the whole list.
 */
export const NO_LIST = 'none'

const helloSchema = z.object({
  type: z.literal('hello'),
  /** The server's clock, Unix ms: the client shows times by it. */
  now: z.int(),
  user: userSchema,
  heartbeatMs: z.int(),
  limits: z.object({ textMaxChars: z.int(), frameMaxBytes: z.int() }),
  /** All rooms of the user. With `since`: the channels of the place, and of the user's own those that changed. */
  rooms: z.array(roomStateSchema),
  /**
   * Where the list of rooms is now: a client that keeps it names it when it connects again (`/wb?feed=`). Absent where
   * the server keeps nothing of the user, and for a client that named none, not even an empty one.
   */
  feed: z.optional(z.string()),
  /** The position that the client named, where it could be continued. */
  since: z.optional(z.string()),
  /** With `since`: rooms that the user has no more. */
  gone: z.optional(z.array(roomIdSchema)),
  /** `rooms` is the top of a long list only: the whole list is asked for over HTTP (`listRooms`). */
  more: z.optional(z.literal(true)),
  /** Absent for a guest. */
  account: z.optional(accountSchema),
})

/**
 * The answer to `join`. `resumed`: the events after the client's position follow, without a gap, up to `head` and
 * beyond. `reset`: there was no position, or it can't be continued (another epoch, too far behind). `page` is then the
 * newest page of messages, the client's position is `head`, and `older` says whether history goes on above the page.
 */
const joinedSchema = z.object({
  type: z.literal('joined'),
  id: requestIdSchema,
  room: roomIdSchema,
  epoch: epochSchema,
  head: seqSchema,
  online: z.int(),
  mode: z.enum(['resumed', 'reset']),
  page: z.optional(z.array(messageSchema)),
  /** With `reset`: what happened to the room since the first message of the page. Absent for nothing. */
  notices: z.optional(z.array(noticeEventSchema)),
  older: z.optional(z.boolean()),
  /** With `reset`, if the client sent its `mark`: number of messages of others after it, without deleted ones. */
  unread: z.optional(z.int()),
  mentions: unreadMentionsSchema,
})

/**
 * The head of a room that the client does not show. With `unread`: so many messages of others follow `mark`, counted up
 * to `head`. Else `others` of them came after `from`, none of which mentions the user: a client that has not counted up
 * to `from` listens anew.
 */
const headOfRoomSchema = z.object({
  room: roomIdSchema,
  head: seqSchema,
  unread: z.optional(z.int()),
  mentions: unreadMentionsSchema,
  mark: z.optional(seqSchema),
  generation: z.optional(seqSchema),
  from: z.optional(seqSchema),
  others: z.optional(z.int()),
  /** With `others`: these messages were edited, and do not mention the user any more if they did. */
  edited: z.optional(z.array(seqSchema)),
  /** The newest message of the room, its text cut short. Absent if the client has it already. */
  last: z.optional(messageSchema),
})
export type HeadOfRoom = z.infer<typeof headOfRoomSchema>

/** One event of the server. */
export const serverEventSchema = z.discriminatedUnion('type', [
  helloSchema,
  joinedSchema,
  z.object({ type: z.literal('left'), id: requestIdSchema, room: roomIdSchema }),
  ...EVENT_SCHEMAS,
  /** A bare `PUBLISH` by another Redis client: shown to connected users, not in the log, so without `seq`. */
  z.object({ type: z.literal('live'), room: roomIdSchema, at: z.int(), text: z.string() }),
  z.object({
    type: z.literal('ack'),
    room: roomIdSchema,
    clientId: clientIdSchema,
    seq: seqSchema,
    id: z.string(),
    at: z.int(),
  }),
  z.object({
    type: z.literal('error'),
    code: errorCodeSchema,
    message: z.string(),
    id: z.optional(requestIdSchema),
    room: z.optional(roomIdSchema),
    clientId: z.optional(clientIdSchema),
    retryAfterMs: z.optional(z.int()),
  }),
  /** `heads`: the last `seq` of each room of this connection. A client that is behind joins again from its position. */
  z.object({ type: z.literal('pong'), now: z.int(), heads: z.record(roomIdSchema, seqSchema) }),
  /** Number of people (not tabs) online in a room. At most one per room and second. */
  z.object({ type: z.literal('presence'), room: roomIdSchema, online: z.int() }),
  /** The user's own name changed, in this or another tab; `account` once the user has one. */
  z.object({ type: z.literal('me'), user: userSchema, account: z.optional(accountSchema) }),
  /** Heads of rooms to which the client listens. At most one per room and second. */
  z.object({ type: z.literal('heads'), rooms: z.array(headOfRoomSchema) }),
  /** Rooms that the user got or that changed, and rooms that the user has no more: left, removed from, or deleted. */
  z.object({
    type: z.literal('rooms'),
    changed: z.array(roomStateSchema),
    gone: z.array(roomIdSchema),
    /** Where the list is with this, for a client that named its position. */
    feed: z.optional(z.string()),
  }),
  /**
   * The user's mark moved on another connection, or by an operation. `unread`: messages of others after it, counted up
   * to `head`. A mark of a later `generation` (0 when absent) may lie further back.
   */
  z.object({
    type: z.literal('read'),
    room: roomIdSchema,
    seq: seqSchema,
    generation: z.optional(seqSchema),
    unread: z.int(),
    mentions: unreadMentionsSchema,
    head: z.optional(seqSchema),
  }),
  /**
   * Where users are whom the client watches. `online`: active on at least one device; `away`: connected, but idle or
   * out of sight on all. `lastSeenAt`: Unix ms, to the minute, of those offline who are stored and don't hide it.
   */
  z.object({ type: z.literal('people'), people: z.array(personStateSchema) }),
  /** Users who wrote in a room of the receiver have another name or picture. At once for all of their messages. */
  z.object({ type: z.literal('faces'), people: z.array(faceSchema) }),
  /** How far members of the room have read, those who read on. At most one per room and second. */
  z.object({
    type: z.literal('seen'),
    room: roomIdSchema,
    people: z.array(z.object({ id: userSchema.shape.id, seq: seqSchema })),
  }),
  /** Users who write a message in the room now, without the receiver. Empty once no user does. */
  z.object({ type: z.literal('typing'), room: roomIdSchema, users: z.array(userSchema) }),
])
export type ServerEvent = z.infer<typeof serverEventSchema>

/** A server's frame: a JSON array of events, so that one event and a batch have one format. */
export const serverFrameSchema = z.array(serverEventSchema)
