import type { Session } from '#shared/schemas/user'
import { defineRoute } from '../app/http/define-route'
import { isHead } from '../platform/http/head'
import { requestHeader } from '../platform/http/request-header'

/**
 * The visitor's session. A first call creates a guest, so a script can get a session here and then speak `parley.v1`. A
 * HEAD without a session creates no guest and is answered 204.
 */
export default defineRoute(async (event, { sessions }): Promise<Session | null> => {
  if (isHead(event)) return (await sessions.read(requestHeader(event, 'cookie')))?.session ?? null
  return (await sessions.ensure(event)).session
})
