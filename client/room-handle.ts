import type { Position } from '#shared/schemas/room'
import type { SeenBy } from '#shared/schemas/rooms'
import type { Change, Commands } from './commands'
import type { Directory, MembersPage } from './directory'
import type { ChatHttp } from './http'
import type { Outbox } from './outbox/outbox'
import type { Reader } from './reader'
import type { ChatRooms } from './rooms'
import type { RoomView, SendResult } from './types'

/** One room, and what its user can do there. It can be kept: it stays good while the room comes and goes. */
export interface RoomHandle {
  readonly id: string
  /** Null if the room is not in the list. The same object as before, where nothing changed. */
  view(): RoomView | null
  /** Up to where the events of the room were applied. */
  position(): Position | null
  send(text: string): SendResult
  /** Edits a message of the user in the log. */
  editMessage(seq: number, text: string): SendResult
  /** Deletes a message of the user from the log. Repeating it changes nothing. */
  deleteMessage(seq: number): SendResult
  /** Changes a message of the log by its command, now or when the connection is back. */
  change(seq: number, change: Change): SendResult
  /** Sends again what failed, a message or a change. */
  retry(clientId: string): void
  /** Gives up what waits: a message, or a change of one. */
  discard(clientId: string): void
  /**
   * Takes a message out of the queue so that its text can be changed. Answers the text; null when it was handed to a
   * connection by now and may be in the log. Waits for other tabs that send in the room.
   */
  edit(clientId: string): Promise<string | null>
  /** Puts a message that is being edited back at its place in the queue, with this text. */
  revise(clientId: string, text: string): SendResult
  /** Loads the page above the oldest message. Does nothing while one is loading or when there is none. */
  loadOlder(): Promise<void>
  /** Loads the page below the last message shown, where the list is away from its newest end. */
  loadNewer(): Promise<void>
  /** Shows the messages on both sides of a `seq`. Answers whether they are shown. */
  openAt(seq: number): Promise<boolean>
  /** Shows the newest messages. */
  toNewest(): void
  /** Brings the messages of a room of which only the head is known. */
  bring(): void
  /** The user has seen everything up to `seq`. Only grows. */
  markRead(seq: number): void
  /** The message and all after it are unread again, on all devices. Answers whether that was done. */
  markUnread(seq: number): Promise<boolean>
  /** Everything in the room is read. */
  markAllRead(): void
  /** The user types, which other users of the room are shown; `false` ends it at once. */
  typing(isTyping: boolean): void
  /** Which members have read up to `seq`; null when it could not be had. */
  seenBy(seq: number): Promise<SeenBy | null>
  members(...page: MembersPlace): Promise<MembersPage | null>
  /** Tries once more to load a room that could not be loaded. */
  reload(): void
}

/** What follows the room in a question for its members. */
type MembersPlace = Parameters<Directory['members']> extends [string, ...infer Rest] ? Rest : never

export interface RoomHandleDeps {
  readonly rooms: ChatRooms
  readonly commands: Commands
  readonly outbox: Pick<Outbox, 'retry' | 'settle' | 'hold'>
  readonly reader: Pick<Reader, 'markUnread' | 'markRoomRead'>
  readonly http: Pick<ChatHttp, 'seenBy'>
  readonly directory: Pick<Directory, 'members'>
  reconnectNow(): void
}

export function createRoomHandle(id: string, deps: RoomHandleDeps): RoomHandle {
  const { rooms, commands, outbox, reader, http, directory, reconnectNow } = deps
  const room = () => rooms.find(id)
  return {
    id,
    view: () => room()?.view() ?? null,
    position: () => room()?.position() ?? null,
    send: text => commands.send(id, text),
    editMessage: (seq, text) => commands.change(id, seq, { kind: 'edit', text }),
    deleteMessage: seq => commands.change(id, seq, { kind: 'delete' }),
    change: (seq, change) => commands.change(id, seq, change),
    retry: clientId => outbox.retry(clientId),
    discard: clientId => outbox.settle(clientId),
    edit: clientId => new Promise((resolve) => {
      if (!room()) return resolve(null)
      rooms.withLock(id, () => resolve(outbox.hold(clientId)))
    }),
    revise: (clientId, text) => commands.revise(id, clientId, text),
    loadOlder: async () => room()?.loadOlder(),
    loadNewer: async () => room()?.loadNewer(),
    openAt: async seq => await room()?.openAt(seq) ?? false,
    toNewest: () => room()?.toNewest(),
    bring: () => rooms.bring(id),
    markRead: seq => rooms.read(id, seq),
    markUnread: seq => reader.markUnread(id, seq),
    markAllRead: () => reader.markRoomRead(id),
    typing: isTyping => isTyping ? rooms.typed(id) : rooms.stopped(id),
    seenBy: seq => http.seenBy(id, seq),
    members: (...page) => directory.members(id, ...page),
    reload() {
      reconnectNow()
      room()?.again()
    },
  }
}
