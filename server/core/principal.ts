import type { PlaceRole, User } from '#shared/schemas/user'

/** The user of a connection or a request: what the log stores of an author, and what else the server knows. */
export interface Principal extends User {
  /** The user's role in the place; absent for a guest. */
  readonly role?: PlaceRole
  /** The id of the sign-in. Absent for a guest without stored rows. */
  readonly session?: string
}
