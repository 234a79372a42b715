import type { ComputedRef, Ref } from 'vue'
import type { Person } from '#shared/schemas/people'
import type { SeenBy } from '#shared/schemas/rooms'
import type { Session } from '#shared/schemas/user'
import type { Change } from '../client/commands'
import type { MembersPage } from '../client/directory'
import type { Faces } from '../client/faces'
import type { PeopleStates } from '../client/people'
import type { ConnectionView, RenameResult, RoomView, SendResult, UnsentMessage } from '../client/types'

/** What `useChat()` gives to the pages: all of the client behind one surface. The pages know nothing of sockets. */
export interface Chat {
  /** The visitor's session; `named` is false until they chose or accepted a name. */
  readonly session: Readonly<Ref<Session>>
  readonly connection: Readonly<Ref<ConnectionView>>
  /** All channels, in the operator's order. Present from the first render on, on the server too. */
  readonly rooms: ComputedRef<readonly RoomView[]>
  readonly active: ComputedRef<RoomView>
  /**
   * Whether what waits is not stored in this browser, which refuses it or keeps nothing, and would be lost with the
   * page.
   */
  readonly unsaved: ComputedRef<boolean>
  /** Whether something waits and all of it is stored in this browser, and would be there after a reload. */
  readonly stored: ComputedRef<boolean>
  /** What will not be sent by itself, since its room is gone or it was written under another identity. */
  readonly unsent: ComputedRef<readonly UnsentMessage[]>
  /**
   * How far the server's clock is ahead of this device's, in ms; 0 until the server has said. Dates and times are shown
   * by it.
   */
  readonly clockOffset: ComputedRef<number>
  /** Where the users are whom the page shows (`usePresence`). */
  readonly whereabouts: ComputedRef<PeopleStates>
  /** What users are called now and how they look (`useFace`). */
  readonly faces: ComputedRef<Faces>
  /** Unix ms by the server's clock. Not reactive: see `clockOffset`. */
  serverNow(): number
  /** Ms of a monotonic clock by which `retryAt` is measured. */
  elapsed(): number
  /**
   * Switches to a room: at once, without a reconnect; writes the `channel` cookie. One that is not in `rooms` is
   * ignored.
   */
  open(room: string): void
  send(room: string, text: string): SendResult
  /** Changes a message of the log, now or when the connection is back. The list shows it at once (`change`). */
  change(room: string, seq: number, change: Change): SendResult
  /** Sends again what failed, a message or a change. */
  retry(room: string, clientId: string): void
  /** Gives up what waits: a message, or a change of one. */
  discard(room: string, clientId: string): void
  /**
   * Takes a message that waits out of the queue to change its text. Answers the text; null when it may be in the log by
   * now and must stay as it is. `revise` puts it back at its place with another text, `retry` as it was.
   */
  edit(room: string, clientId: string): Promise<string | null>
  revise(room: string, clientId: string, text: string): SendResult
  /** Sends what was written under another identity as the person of now. */
  sendUnsent(clientId: string): void
  discardUnsent(clientId: string): void
  /** Loads the page above the oldest message. Does nothing while one is loading or when there is none. */
  loadOlder(room: string): Promise<void>
  /** Loads the page below the last message shown, where the list is away from its newest end. */
  loadNewer(room: string): Promise<void>
  /** Shows the messages on both sides of a `seq`, with one request. Answers whether they are shown. */
  openAt(room: string, seq: number): Promise<boolean>
  /** Shows the newest messages of the room. */
  toNewest(room: string): void
  /** Brings the messages of a room of which only the head is known. */
  bring(room: string): void
  /** The person has seen everything up to `seq`. Only grows. */
  markRead(room: string, seq: number): void
  /** The message and all after it are unread again, on all devices. Answers whether that was done. */
  markUnread(room: string, seq: number): Promise<boolean>
  /** The page shows this user: what they are called now is asked for. */
  wantFace(person: string): void
  /** The users whom the page shows now, in place of those before. */
  watchPeople(people: readonly string[]): void
  /** Which members have read up to `seq`; null when it could not be had. */
  seenBy(room: string, seq: number): Promise<SeenBy | null>
  /** Everything in all rooms is read. */
  markAllRead(): Promise<void>
  /** Everything in the room is read. */
  markRoomRead(room: string): void
  /** The user types in this room, which others there are shown; `false`: no longer. */
  typing(room: string, isTyping: boolean): void
  /** Users whose name fits these words; null where the server does not say. */
  people(words: string): Promise<readonly Person[] | null>
  /** A page of a room's members; with `words`, of those whose name fits them. */
  members(room: string, cursor?: string, words?: string): Promise<MembersPage | null>
  /**
   * Makes sure that there is a talk with this user. Answers its room, which is in `rooms` then; null where it can't be.
   */
  openDirect(person: string): Promise<string | null>
  rename(name: string): Promise<RenameResult>
  /** Tries to connect now instead of when the back-off ends. */
  reconnectNow(): void
  /** Tries once more to load a room that could not be loaded. */
  reload(room: string): void
}
