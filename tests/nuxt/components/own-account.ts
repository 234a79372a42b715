import type * as z from 'zod/mini'
import type { accountDetailsSchema } from '#shared/schemas/account'

type Own = z.infer<typeof accountDetailsSchema>

/** What the server says of the user's own account: nothing special, or as given. */
export function ownAccount(over: Partial<Own> = {}): Own {
  return {
    handle: 'ann', status: '', statusUntil: null, language: null, hidesPresence: false, hidesReading: false, mail: null,
    totp: false, password: true, provider: null, ...over,
  }
}
