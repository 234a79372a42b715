import type { PlaceRole, User } from '#shared/schemas/user'

/** Who is behind a connection or a request: what the log stores of an author, and what else the server knows. */
export interface Principal extends User {
  /** What the user may do in the whole place; absent for a guest. */
  readonly role?: PlaceRole
  /** The id of the sign-in. Absent for a guest of whom nothing is stored. */
  readonly session?: string
}
