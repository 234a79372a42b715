import * as z from 'zod/mini'
import { pictureHashSchema } from './picture'
import { placeRoleSchema, userSchema } from './user'

/** A user as others see them: in search, in the list of members, on a card. */
export const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Absent for a guest. */
  handle: z.optional(z.string()),
  role: placeRoleSchema,
  /** A line about the user, by the user. */
  status: z.optional(z.string()),
  picture: z.optional(pictureHashSchema),
  /** Sent to owners only: the account is disabled. */
  disabled: z.optional(z.literal(true)),
})
export type Person = z.infer<typeof personSchema>

/**
 * What a user with an account is called now, and how they look: shown wherever they wrote, also before a rename. Of a
 * guest the name at the time is shown.
 */
export const faceSchema = z.extend(userSchema, { picture: z.optional(pictureHashSchema) })
export type Face = z.infer<typeof faceSchema>

export const facesSchema = z.object({ people: z.array(faceSchema) })

export const peopleSchema = z.object({ people: z.array(personSchema) })
