import * as z from 'zod/mini'
import { userSchema } from '../schemas/user'
import { eventKind } from './kind'

/** What happened to a membership. `other` is one of a newer build: clients show nothing for it. */
export const MEMBER_ACTIONS = ['join', 'add', 'leave', 'remove', 'other'] as const

/**
 * The members of a private room changed. The author did it; `person` is the user to whom it was done, and absent if
 * users did it to themselves.
 */
export const memberEvent = eventKind('member', {
  action: z.catch(z.enum(MEMBER_ACTIONS), 'other'),
  person: z.optional(userSchema),
})
export type MemberEvent = z.infer<typeof memberEvent.schema>
