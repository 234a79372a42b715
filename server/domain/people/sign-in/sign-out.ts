import * as z from 'zod/mini'
import { defineOperation } from '../../operations/define'

/** Ends the caller's sign-in and the browser's session. Its connections are closed at once, in all processes. */
export const signOut = defineOperation({
  id: 'signOut',
  method: 'POST',
  path: '/api/sign-out',
  summary: 'Signs out: ends the sign-in and removes the session cookie.',
  who: 'session',
  input: z.strictObject({}),
  output: z.object({}),
  async run({ principal, event, sessions, signIns, announce }) {
    const { id, session } = principal
    if (session !== undefined) await signIns.end(id, { only: session })
    sessions.signOut(event)
    announce.signedOut(id, session === undefined ? null : [session])
    return {}
  },
})
