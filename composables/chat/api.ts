import type { ComputedRef, Ref } from 'vue'
import type { Session } from '#shared/schemas/user'
import type { ConnectionView, RenameResult, RoomView, SendResult } from './types'

/** What `useChat()` gives to the pages: all of the client behind one surface. The pages know nothing of sockets. */
export interface Chat {
  /** Who the visitor is; `named` is false until they chose or accepted a name. */
  readonly session: Readonly<Ref<Session>>
  readonly connection: Readonly<Ref<ConnectionView>>
  /** All channels, in the operator's order. Present from the first render on, on the server too. */
  readonly rooms: ComputedRef<readonly RoomView[]>
  readonly active: ComputedRef<RoomView>
  /** Whether what waits is not stored in this browser, which refuses it or keeps nothing, and would be lost with the page. */
  readonly unsaved: ComputedRef<boolean>
  /** Switches the tab: at once, without a reconnect; writes the `channel` cookie. */
  open(room: string): void
  send(room: string, text: string): SendResult
  retry(room: string, clientId: string): void
  discard(room: string, clientId: string): void
  /** Loads the page above the oldest message. Does nothing while one is loading or when there is none. */
  loadOlder(room: string): Promise<void>
  /** The person has seen everything up to `seq`. Only grows. */
  markRead(room: string, seq: number): void
  rename(name: string): Promise<RenameResult>
  /** Tries to connect now instead of when the back-off ends. */
  reconnectNow(): void
  /** Tries once more to load a room that could not be loaded. */
  reload(room: string): void
}
