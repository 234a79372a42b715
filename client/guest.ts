import { sessionSchema, type Session } from '#shared/schemas/user'

/** A user for a program without a browser. */
export interface Guest {
  readonly session: Session
  /** Headers that identify the guest, for the WebSocket and for HTTP. Keep the cookie to be the same user next time. */
  readonly headers: { readonly cookie: string }
}

/**
 * Asks the Parley at `url` for a new guest.
 *
 * @throws Error if there is no Parley at this address
 */
export async function newGuest(url: string): Promise<Guest> {
  const answer = await fetch(`${url}/api/session`)
  if (!answer.ok) throw new Error(`${url}/api/session answered ${answer.status}. Give the address of a running Parley.`)
  const cookie = answer.headers.getSetCookie().map(set => set.split(';')[0]).join('; ')
  return { session: sessionSchema.parse(await answer.json()), headers: { cookie } }
}
