import { NAME_MAX_CHARS } from '#shared/limits'
import { renameSchema, type Session } from '#shared/schemas/user'
import { ParleyError } from '../utils/errors/parley-error'
import { defineRoute } from '../utils/http/define-route'
import { readJson } from '../utils/http/read-body'
import { ensureSession, rename } from '../utils/people/session'
import { checkOrigin } from '../utils/security/cross-origin'

/** `PUT /api/session {"name": "…"}`: the visitor takes another name, in all of their tabs. */
export default defineRoute(async (event, parley): Promise<Session> => {
  checkOrigin(event, parley.config)
  const body = renameSchema.safeParse(await readJson(event))
  if (!body.success) throw new ParleyError('bad_frame', `The name must be 1 to ${NAME_MAX_CHARS} characters on one line. Send {"name": "Ada"}.`)
  const session = await rename(event, await ensureSession(event), body.data.name)
  parley.connections.renamed(session.user)
  parley.bus.control({ type: 'renamed', user: session.user })
  return session
})
