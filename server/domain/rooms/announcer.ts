import type { Mark } from '#shared/schemas/room'
import type { SignInMove } from '../../core/bus/bus'

export interface RoomMark extends Mark {
  readonly room: string
}

/**
 * Says to the connections of all processes what changed. Called after the commit: what is said is read anew from the
 * database by whoever hears it, so that a lost or doubled word does no harm.
 */
export interface Announcer {
  /** The room's settings changed, or what these users are in it. Without `people`, everybody in the room is told. */
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
  /** Marks of the user moved, by an operation: their connections are told. */
  read(person: string, marks: readonly RoomMark[]): void
  /** These sign-ins of the user ended; null: all. Their connections are closed. */
  signedOut(person: string, signIns: readonly string[] | null): void
  /** The user has another name from `at` on, Unix ms. */
  renamed(user: { readonly id: string, readonly name: string }, at: number): void
}
