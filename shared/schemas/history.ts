import * as z from 'zod/mini'
import { HISTORY_PAGE_MAX } from '../limits'
import { seqSchema } from './room'

/**
 * Which page of history: the messages below a `seq`, those above it, or those on both sides of it. Without any of them,
 * the newest.
 */
export const historyQuerySchema = z.object({
  before: z.optional(seqSchema.check(z.minimum(1))),
  after: z.optional(seqSchema),
  around: z.optional(seqSchema),
  limit: z.optional(z.int().check(z.minimum(1), z.maximum(HISTORY_PAGE_MAX))),
}).check(z.refine(({ before, after, around }) => [before, after, around].filter(one => one !== undefined).length <= 1))
export type HistoryQuery = z.infer<typeof historyQuerySchema>
