import * as z from 'zod/mini'
import { getQuery, getRouterParam } from 'h3'
import { HISTORY_PAGE, HISTORY_PAGE_MAX } from '#shared/limits'
import type { HistoryPage } from '#shared/schemas/http'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineRoute } from '../../../app/http/define-route'
import { requestHeader } from '../../../platform/http/request-header'
import { readHistory } from '../../../domain/messages/history'

const whole = (min: number, max: number) => z.pipe(
  z.pipe(z.string().check(z.regex(/^\d{1,15}$/)), z.transform(Number)),
  z.int().check(z.minimum(min), z.maximum(max)),
)

const querySchema = z.object({
  before: z.optional(whole(1, Number.MAX_SAFE_INTEGER)),
  limit: z.optional(whole(1, HISTORY_PAGE_MAX)),
})

/** `GET /api/rooms/:room/messages?before=SEQ&limit=N`: a page of history, the newest without `before`. */
export default defineRoute(async (event, { rooms, sessions, log, hub }): Promise<HistoryPage> => {
  const visitor = await sessions.read(requestHeader(event, 'cookie'))
  const query = querySchema.safeParse(getQuery(event))
  if (!query.success) throw new ParleyError('invalid', `before must be a seq of 1 or more, limit a number from 1 to ${HISTORY_PAGE_MAX}.`)
  const { room } = await rooms.demand(visitor?.principal ?? null, 'read', getRouterParam(event, 'room') ?? '')
  return readHistory({ log, hub }, room, query.data.before ?? null, query.data.limit ?? HISTORY_PAGE)
})
