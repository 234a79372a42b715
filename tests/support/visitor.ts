import { sessionSchema, type Session } from '#shared/schemas/user'
import { visit } from './parley-client'

/** A visitor with a browser, known to the app by a cookie. */
export interface Visitor {
  readonly session: Session
  readonly cookie: string
}

/** Creates a guest of the app at `url`, as a first visit does. */
export async function newVisitor(url: string): Promise<Visitor> {
  const cookie = await visit(url)
  const response = await fetch(`${url}/api/session`, { headers: { cookie } })
  return { session: sessionSchema.parse(await response.json()), cookie }
}
