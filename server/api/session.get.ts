import type { Session } from '#shared/schemas/user'
import { defineRoute } from '../utils/http/define-route'
import { ensureSession } from '../utils/people/session'

/** Who the visitor is. A first call makes a guest, so a script can get a session here and then speak `parley.v1`. */
export default defineRoute(async (event): Promise<Session> => (await ensureSession(event)).session)
