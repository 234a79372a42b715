import type { LogEvent } from '#shared/events'
import type { User } from '#shared/schemas/user'

/**
 * A sign-in of a user that replaces another one. Without `from` it replaces none, as when a guest becomes an account.
 */
export interface SignInMove {
  readonly from?: string | undefined
  readonly to: string
}

/** Messages between processes besides events. */
export type ControlMessage
  /**
   * A user was renamed at `at` (Unix ms, growing with each rename of the user). Open sockets use the name from now on.
   */
  = | { readonly type: 'renamed', readonly user: User, readonly at: number }
  /** A user entered or left a room: read its online count again. */
    | { readonly type: 'presence', readonly room: string, readonly left?: readonly string[] }
  /**
   * A room's settings or the roles of these users in it changed. Without `people` the message concerns all its users.
   * `out`: these users may not be in the room.
   */
    | { readonly type: 'room', readonly room: string, readonly people?: readonly string[], readonly out?: boolean }
  /** A stored row of a user changed. */
    | { readonly type: 'person', readonly person: string, readonly signIn?: SignInMove }
  /** The name or the picture of a user with an account changed, or the account was erased. */
    | { readonly type: 'face', readonly person: string }
  /** The settings of the place changed. */
    | { readonly type: 'settings' }
  /** Sign-ins of a user ended; null: all of them. */
    | { readonly type: 'signed-out', readonly person: string, readonly signIns: readonly string[] | null }
  /** A user's read mark in a room moved. Without `generation` it is 0. */
    | {
      readonly type: 'read'
      readonly person: string
      readonly room: string
      readonly seq: number
      readonly generation?: number | undefined
    }
  /**
   * The activity of users changed. `from` is the process that reports it. `back`: that process only restored users that
   * another process had removed.
   */
    | {
      readonly type: 'people'
      readonly people: readonly string[]
      readonly from?: string | undefined
      readonly back?: boolean | undefined
    }
  /** A user is typing in a room, or stopped. */
    | { readonly type: 'typing', readonly room: string, readonly user: User, readonly stop: boolean }

export interface BusHandlers {
  /** Events of a subscribed room, published by any process. They may come twice, in any order, or not at all. */
  events(room: string, events: readonly LogEvent[]): void
  /** A bare `PUBLISH <room> text` by another Redis client, for rooms subscribed with `external`. */
  external(room: string, text: string): void
  control(message: ControlMessage): void
  /**
   * The bus is connected, or connected again. Messages of the time between are lost, so compare positions with the log.
   */
  onConnected(): void
}

export interface BusState {
  readonly kind: 'memory' | 'redis'
  readonly connected: boolean
  /** A sentence for the operator if something is wrong. */
  readonly detail?: string
}

/**
 * Carries hints between the processes of one installation. The log is the truth: what the bus loses is read from there.
 *
 * Each driver MUST:
 * - never throw from `publish` and `control`, nor delay them: a message that can't be sent now is dropped;
 * - deliver events only to rooms that are subscribed here, in the order in which one process published them;
 * - resubscribe by itself after a lost connection, and only then call `onConnected`;
 * - survive handlers that throw.
 * It MAY deliver a process's own messages back to it.
 */
export interface Bus {
  /**
   * Resolves when the driver has begun to connect, not when it is connected: an absent Redis must not keep the app from
   * starting.
   */
  start(handlers: BusHandlers): Promise<void>
  publish(room: string, events: readonly LogEvent[]): void
  control(message: ControlMessage): void
  /**
   * `external`: also receive bare publishes on the channel named like the room. Counted: two subscribes need two
   * unsubscribes.
   */
  subscribe(room: string, options?: { readonly external?: boolean }): void
  unsubscribe(room: string): void
  state(): BusState
  close(): Promise<void>
}
