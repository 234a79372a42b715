import * as z from 'zod/mini'
import { COMMAND_KINDS, KEPT_CHANGES } from '#shared/commands'
import { messageSchema, type Message } from '#shared/events/message'
import { noticeEventSchema, type NoticeEvent } from '#shared/events/notice'
import { errorCodeSchema } from '#shared/schemas/frames'
import {
  epochSchema, positionSchema, roomIdSchema, roomStateSchema, seqSchema, type Position, type RoomState,
} from '#shared/schemas/room'

export interface KeptUnread {
  readonly mark: number
  readonly count: number
  /** Unread messages up to this `seq` were only counted. */
  readonly upTo: number
  /** Those above `upTo` that are not among the stored messages. Older versions of the page did not store them. */
  readonly known?: readonly KnownUnread[] | undefined
}

/** An unread message: its `seq`, and the id of its author. */
export interface KnownUnread { readonly seq: number, readonly author: string }

/** What is stored of a room: the newest messages and their position, written together. */
export interface CachedRoom {
  readonly position: Position
  readonly messages: readonly Message[]
  /** Older versions of the page did not store them. */
  readonly notices?: readonly NoticeEvent[] | undefined
  readonly older: boolean
  /**
   * The number of unread messages of others above the mark at that time. Older versions of the page did not store it.
   */
  readonly unread?: KeptUnread | undefined
  /** Messages above this mark that mention the user, at that time. Older versions of the page did not store it. */
  readonly mentions?: { readonly mark: number, readonly seqs: readonly number[] } | undefined
}

/**
 * Stored messages per room: a few screens, so that a reload shows something at once and fetches only what was missed.
 */
export const CACHED_MESSAGES_MAX = 200

export const cachedRoomSchema = z.object({
  position: positionSchema,
  messages: z.array(messageSchema),
  notices: z.optional(z.array(noticeEventSchema)),
  older: z.boolean(),
  unread: z.optional(z.object({
    mark: seqSchema,
    count: z.int().check(z.nonnegative()),
    upTo: seqSchema,
    known: z.optional(z.array(z.object({ seq: seqSchema, author: z.string() }))),
  })),
  mentions: z.optional(z.object({ mark: seqSchema, seqs: z.array(seqSchema) })),
})

/** The list of rooms as the server last sent it, and its position in the user's feed. */
export interface KeptList {
  readonly feed: string
  readonly rooms: readonly RoomState[]
  /** The newest message of rooms, as far as they were known. */
  readonly lines: readonly Message[]
}

export const keptListSchema = z.object({
  feed: z.string(), rooms: z.array(roomStateSchema), lines: z.array(messageSchema),
})

const waiting = {
  clientId: z.string(),
  room: roomIdSchema,
  at: z.int(),
  order: z.number(),
  state: z.enum(['queued', 'failed']),
  error: z.nullable(errorCodeSchema),
  tries: z.int(),
  /** The end of the wait by the device's clock, Unix ms. Older versions of the page read only this. */
  notBefore: z.number(),
  /**
   * Length of the wait when this was stored, in ms. If the clock was set since, the wait does not become longer than
   * this.
   */
  waitMs: z.optional(z.number()),
  /** Older versions did not store it: their commands may have been given to a connection. */
  wired: z._default(z.boolean(), true),
  /** The author's name, for a user who finds the record later under another identity. */
  author: z.optional(z.string()),
}

const { kind: _, ...message } = COMMAND_KINDS.send.kept.shape
const storedMessageSchema = z.object({ ...waiting, ...message })

/** Must not have a `text` of its own: see `toStored`. */
const storedChangeSchema = z.object({
  ...waiting,
  change: z.intersection(z.union(KEPT_CHANGES), z.object({ epoch: epochSchema })),
})

export const outboxItemSchema = z.union([storedMessageSchema, storedChangeSchema])
export type StoredItem = z.infer<typeof outboxItemSchema>

/** A waiting command of another identity in this browser. */
export interface StrangerItem {
  readonly user: string
  readonly item: StoredItem
}

/**
 * What the client keeps for one user over reloads. All of it may be lost (the user may clear it, a private window has
 * none). Then the client asks the server for more, and nothing else happens.
 *
 * Each driver MUST do the writes of one client in the order of their calls. It MUST return only what it can read for
 * sure: a damaged record, or one of an unknown version, counts as missing.
 */
export interface ClientStore {
  /** Whether it is expected to outlive the page. */
  readonly lasting: boolean
  outbox(user: string): Promise<StoredItem[]>
  /** Waiting commands of all other users of this browser. */
  strangers(user: string): Promise<StrangerItem[]>
  putItem(user: string, item: StoredItem): Promise<void>
  removeItem(clientId: string): Promise<void>
  room(user: string, room: string): Promise<CachedRoom | null>
  putRoom(user: string, room: string, cached: CachedRoom): Promise<void>
  list(user: string): Promise<KeptList | null>
  putList(user: string, list: KeptList): Promise<void>
}

/** Keeps everything as long as the client lives. */
export function memoryStore(): ClientStore {
  const items = new Map<string, { user: string, item: StoredItem }>()
  const rooms = new Map<string, CachedRoom>()
  const lists = new Map<string, KeptList>()
  return {
    lasting: false,
    async outbox(user) {
      return [...items.values()].filter(kept => kept.user === user).map(kept => kept.item)
    },
    async strangers(user) {
      return [...items.values()].filter(kept => kept.user !== user)
    },
    async putItem(user, item) {
      items.set(item.clientId, { user, item })
    },
    async removeItem(clientId) {
      items.delete(clientId)
    },
    async room(user, room) {
      return rooms.get(`${user} ${room}`) ?? null
    },
    async putRoom(user, room, cached) {
      rooms.set(`${user} ${room}`, cached)
    },
    async list(user) {
      return lists.get(user) ?? null
    },
    async putList(user, list) {
      lists.set(user, list)
    },
  }
}
