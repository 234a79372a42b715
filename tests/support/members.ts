import { expect } from 'vitest'
import { signUp, type Account } from './people'
import { newRoom, request } from './rooms'

/** A private room whose members have accounts. The first of them is its owner. */
export interface Members {
  readonly room: string
  readonly accounts: readonly Account[]
  /** The `Cookie` header of the owner, for looks at the room from outside. */
  readonly cookie: string
}

let handles = 0

/** Makes so many accounts, and a private room with them. */
export async function startMembers(url: string, count: number): Promise<Members> {
  const accounts = await Promise.all(Array.from({ length: count }, () => signUp(url, `member${++handles}`)))
  const [owner, ...others] = accounts
  if (!owner) throw new Error('A room needs an owner.')
  const { id } = await newRoom(url, owner, 'private')
  for (const { session } of others) {
    const added = await request(url, `POST /api/rooms/${id}/members`, { person: session.user.id }, owner)
    expect(added).toMatchObject({ status: 200 })
  }
  return { room: id, accounts, cookie: owner.cookie }
}

/** Puts a member out, as the owner. */
export async function removeMember(url: string, { room, cookie }: Members, { session }: Account): Promise<number> {
  const { status } = await request(url, `DELETE /api/rooms/${room}/members/${session.user.id}`, undefined, { cookie })
  return status
}
