import { sessionSchema, type Session } from '#shared/schemas/user'
import { visit } from './parley-client'

/** A person with a browser: who they are to the app, by their cookie. */
export interface Visitor {
  readonly session: Session
  readonly cookie: string
}

/** A new guest of the app at `url`, as a first visit to the page makes one. */
export async function newVisitor(url: string): Promise<Visitor> {
  const cookie = await visit(url)
  const response = await fetch(`${url}/api/session`, { headers: { cookie } })
  return { session: sessionSchema.parse(await response.json()), cookie }
}
