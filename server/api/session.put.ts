import { NAME_MAX_CHARS } from '#shared/limits'
import { renameSchema, type Session } from '#shared/schemas/user'
import { ParleyError } from '../platform/errors/parley-error'
import { defineRoute } from '../app/http/define-route'
import { readJson } from '../platform/http/read-body'
import { consume, type RateLimit } from '../platform/limits/consume'
import { renameUser } from '../domain/people/rename'
import { limitedAddress } from '../platform/http/address'
import { checkOrigin } from '../platform/http/cross-origin'

/** Limits renames apart from messages. Each rename goes through the visitor's connections in every process. */
const RENAMES: RateLimit = { what: 'changes of name', then: 'try again', apart: 'rename' }

/** `PUT /api/session {"name": "…"}`: changes the visitor's name, in all tabs. */
export default defineRoute(async (event, parley): Promise<Session> => {
  checkOrigin(event, parley.config)
  const body = renameSchema.safeParse(await readJson(event))
  if (!body.success)
    throw new ParleyError(
      'invalid',
      `The name must be 1 to ${NAME_MAX_CHARS} visible characters on one line, and no reserved word such as Admin. Send {"name": "Ada"}.`,
    )
  const visit = await parley.sessions.ensure(event)
  const address = limitedAddress(event.node.req, parley.config.TRUST_PROXY)
  await consume(parley.limit, visit.session.user.id, address, RENAMES)
  return (await renameUser(parley.place, event, visit, body.data.name)).session
})
