import * as z from 'zod/mini'

/** A handle as a user types it to sign in. One that no account can have is looked up like any other. */
export const typedHandleSchema = z.string().check(
  z.maxLength(64),
  z.overwrite(handle => handle.trim().replace(/^@/, '').toLowerCase()),
)
