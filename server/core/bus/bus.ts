import type { LogEvent } from '#shared/events'
import type { User } from '#shared/schemas/user'

/** One sign-in of a user takes the place of another; without `from`, of none, as where a guest becomes an account. */
export interface SignInMove {
  readonly from?: string | undefined
  readonly to: string
}

/** What processes tell each other besides events. */
export type ControlMessage
  /** A person has another name since `at` (Unix ms, growing with each of their names). Their open sockets use it from here on. */
  = | { readonly type: 'renamed', readonly user: User, readonly at: number }
  /** A person entered or left a room: its online count is to be read again. */
    | { readonly type: 'presence', readonly room: string, readonly left?: readonly string[] }
  /** A room's settings changed, or what these users are in it; without `people` everybody in it is told. `out`: they may not be in it. */
    | { readonly type: 'room', readonly room: string, readonly people?: readonly string[], readonly out?: boolean }
  /** What is stored of a user changed. */
    | { readonly type: 'person', readonly person: string, readonly signIn?: SignInMove }
  /** The name or the picture of a user with an account changed, or the account was erased. */
    | { readonly type: 'face', readonly person: string }
  /** The settings of the place changed. */
    | { readonly type: 'settings' }
  /** Sign-ins of a user ended; null: all of them. */
    | { readonly type: 'signed-out', readonly person: string, readonly signIns: readonly string[] | null }
  /** A user's mark in a room moved. Without `generation` it is 0. */
    | {
      readonly type: 'read'
      readonly person: string
      readonly room: string
      readonly seq: number
      readonly generation?: number | undefined
    }
  /**
   * Users came, went, or are more or less active than they were. `from` is the process that says so; `back`: it only
   * put them back where another process had taken them out.
   */
    | {
      readonly type: 'people'
      readonly people: readonly string[]
      readonly from?: string | undefined
      readonly back?: boolean | undefined
    }
  /** A user writes in a room, or has stopped. */
    | { readonly type: 'typing', readonly room: string, readonly user: User, readonly stop: boolean }

export interface BusHandlers {
  /** Events of a subscribed room, as another process (or this one) published them. May be doubled, reordered or missing. */
  events(room: string, events: readonly LogEvent[]): void
  /** A bare `PUBLISH <room> text` by another Redis client, for rooms subscribed with `live`. */
  live(room: string, text: string): void
  control(message: ControlMessage): void
  /** The link is (back) up: what was published while it was down is lost, so positions must be checked against the log. */
  up(): void
}

export interface BusState {
  readonly kind: 'memory' | 'redis'
  readonly connected: boolean
  /** A sentence for the operator when something is wrong. */
  readonly detail?: string
}

/**
 * Carries hints between the processes of one installation. The log is the truth: whatever the bus loses is read from there.
 *
 * Each driver MUST:
 * - never throw from, and never make anybody wait for, `publish` and `control`: a message that can't go out now is dropped;
 * - deliver what it delivers only to rooms that are subscribed here, in the order in which one process published it;
 * - subscribe again by itself after its link was lost, and only then call `up`;
 * - survive handlers that throw.
 * It MAY deliver a process's own messages back to it.
 */
export interface Bus {
  /** Connects. Resolves when the driver has begun, not when it is connected: an absent Redis must not keep the app from starting. */
  start(handlers: BusHandlers): Promise<void>
  publish(room: string, events: readonly LogEvent[]): void
  control(message: ControlMessage): void
  /** `live`: also receive bare publishes on the channel that is named like the room. Counted: two subscribes need two unsubscribes. */
  subscribe(room: string, options?: { readonly live?: boolean }): void
  unsubscribe(room: string): void
  state(): BusState
  close(): Promise<void>
}
