import type { Session } from '#shared/schemas/user'
import { defineRoute } from '../app/http/define-route'
import { isHead } from '../platform/http/head'
import { requestHeader } from '../platform/http/request-header'
import { ensureSession, readSession } from '../domain/people/session'

/**
 * Who the visitor is. A first call makes a guest, so a script can get a session here and then speak `parley.v1`. A HEAD only asks: without
 * a session it is answered 204 and makes nobody.
 */
export default defineRoute(async (event): Promise<Session | null> => {
  if (isHead(event)) return (await readSession(requestHeader(event, 'cookie')))?.session ?? null
  return (await ensureSession(event)).session
})
