import type { Mark } from '#shared/schemas/room'
import type { SignInMove } from '../../core/bus/bus'

export interface RoomMark extends Mark {
  readonly room: string
}

/**
 * Announces changes to the connections of all processes. Call it after the commit: each process reads the new state
 * from the database, so a lost or doubled announcement does no harm.
 */
export interface Announcer {
  /**
   * The room's settings changed, or the standing of these users in it. Without `people`, all users in the room are
   * notified.
   */
  room(room: string, people?: readonly string[]): Promise<void>
  /**
   * What is stored of the user changed: name, role, account.
   * @param signIn where one sign-in replaced another: connections without one, or of `from`, are of `to` from now on
   */
  person(person: string, signIn?: SignInMove): void
  /** The name or the picture of a user with an account changed, or the account was erased. */
  face(person: string): void
  /** The settings of the place changed. */
  settings(): Promise<void>
  /** These users may not be in the room any more: nothing of it is written to them once a process heard it. */
  out(room: string, people: readonly string[]): Promise<void>
  /** An operation moved marks of the user: notifies the user's connections. */
  read(person: string, marks: readonly RoomMark[]): void
  /** These sign-ins of the user ended; null: all. Their connections are closed. */
  signedOut(person: string, signIns: readonly string[] | null): void
  /** The user has another name from `at` on, Unix ms. */
  renamed(user: { readonly id: string, readonly name: string }, at: number): void
}
