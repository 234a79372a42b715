import * as z from 'zod/mini'

/** What `GET /api/account` says of the own account, as far as the settings show it. */
export const ownAccountSchema = z.object({
  handle: z.optional(z.string()),
  status: z.optional(z.nullable(z.string())),
  hidesPresence: z.optional(z.boolean()),
  hidesReading: z.optional(z.boolean()),
  totp: z.optional(z.boolean()),
  /** False where the user signs in with a provider only. */
  hasPassword: z.optional(z.boolean()),
})
