import * as z from 'zod/mini'
import { userSchema } from '../schemas/user'

/**
 * A user whom a text mentions. `handle` is the one in the text, in lower case. It may belong to another user by now:
 * only `id` identifies the user.
 */
export const mentionSchema = z.object({ id: userSchema.shape.id, handle: z.string() })
export type Mention = z.infer<typeof mentionSchema>

/** Absent if a text mentions no user. */
export const mentionsSchema = z.optional(z.array(mentionSchema))

/**
 * The mentions without those of an erased user: a handle would reveal the user behind the id. Undefined if none is
 * left.
 */
export function withoutMention(called: readonly Mention[] | undefined, person: string): Mention[] | undefined {
  const left = called?.filter(({ id }) => id !== person) ?? []
  return left.length > 0 ? left : undefined
}

/** Whether this user is among them. */
export function mentions(called: readonly Mention[] | undefined, person: string): boolean {
  return called?.some(({ id }) => id === person) ?? false
}
