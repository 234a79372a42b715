import * as z from 'zod/mini'
import { messageSchema, type Message } from '#shared/events/message'
import { noticeEventSchema, type NoticeEvent } from '#shared/events/notice'
import { errorCodeSchema } from '#shared/schemas/frames'
import { epochSchema, positionSchema, roomIdSchema, seqSchema, type Position } from '#shared/schemas/room'

/** What is kept of a room over a reload: the newest messages and the position that belongs to them, written together. */
export interface CachedRoom {
  readonly position: Position
  readonly messages: readonly Message[]
  /** Older versions of the page did not store them. */
  readonly notices?: readonly NoticeEvent[] | undefined
  readonly older: boolean
  /**
   * How many messages of others were unread above the mark at that time. Older versions of the page did not store it.
   */
  readonly unread?: { readonly mark: number, readonly count: number, readonly upTo: number } | undefined
}

/** Messages kept for each room: a few screens, so that a reload shows something at once and fetches only what was missed. */
export const CACHED_MESSAGES_MAX = 200

export const cachedRoomSchema = z.object({
  position: positionSchema,
  messages: z.array(messageSchema),
  notices: z.optional(z.array(noticeEventSchema)),
  older: z.boolean(),
  unread: z.optional(z.object({ mark: seqSchema, count: z.int().check(z.nonnegative()), upTo: seqSchema })),
})

const waiting = {
  clientId: z.string(),
  room: roomIdSchema,
  at: z.int(),
  order: z.number(),
  state: z.enum(['queued', 'failed']),
  error: z.nullable(errorCodeSchema),
  tries: z.int(),
  /** When the wait ends by the clock of the device, Unix ms. Older versions of the page read only this. */
  notBefore: z.number(),
  /** How long the wait was when this was stored, in ms: the clock may have been set since, and no wait grows by that. */
  waitMs: z.optional(z.number()),
  /** Older versions did not store it: what they left may have been handed to a connection. */
  wired: z._default(z.boolean(), true),
  /** The name of the person who wrote it, for whoever finds it later under another identity. */
  author: z.optional(z.string()),
}

// Not the schema of what may be sent: a text that an earlier version took is kept, shown and refused by the server, not
// lost without a word.
const text = z.string()
const target = { target: seqSchema, epoch: epochSchema }

const storedMessageSchema = z.object({ ...waiting, text })

/** It must not have a `text` of its own: see `toStored`. */
const storedChangeSchema = z.object({
  ...waiting,
  change: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('edit'), ...target, text }),
    z.object({ kind: z.literal('delete'), ...target }),
  ]),
})

export const outboxItemSchema = z.union([storedMessageSchema, storedChangeSchema])
export type StoredItem = z.infer<typeof outboxItemSchema>

/** A command of another identity that waits in this browser. */
export interface StrangerItem {
  readonly user: string
  readonly item: StoredItem
}

/**
 * What the client keeps for one person over reloads. Everything in it may be lost (a person may clear it, a private window has none):
 * the client then asks the server for more, and nothing else.
 *
 * Each driver MUST do writes of one client in the order in which they were called, and give only what it can read for sure: a damaged
 * record, or one of an older version, is as good as none.
 */
export interface ClientStore {
  /** Whether it is expected to outlive the page. */
  readonly lasting: boolean
  outbox(user: string): Promise<StoredItem[]>
  /** What waits of all others who have used this browser. */
  strangers(user: string): Promise<StrangerItem[]>
  putItem(user: string, item: StoredItem): Promise<void>
  removeItem(clientId: string): Promise<void>
  room(user: string, room: string): Promise<CachedRoom | null>
  putRoom(user: string, room: string, cached: CachedRoom): Promise<void>
}

/** Keeps everything as long as the client lives. */
export function memoryStore(): ClientStore {
  const items = new Map<string, { user: string, item: StoredItem }>()
  const rooms = new Map<string, CachedRoom>()
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
  }
}
