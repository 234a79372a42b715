import { getQuery, getRouterParam } from 'h3'
import { HISTORY_PAGE_MAX } from '#shared/limits'
import { historyQuerySchema } from '#shared/schemas/history'
import type { HistoryPage } from '#shared/schemas/http'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineRoute } from '../../../app/http/define-route'
import { requestHeader } from '../../../platform/http/request-header'
import { readHistory } from '../../../domain/messages/history'

/** What is no whole number stays text, which the schema refuses. */
const number = (value: unknown) => typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value

/** `GET /api/rooms/:room/messages?before=SEQ&limit=N`: a page of history, see `historyQuerySchema`. */
export default defineRoute(async (event, { rooms, sessions, log, hub }): Promise<HistoryPage> => {
  const visitor = await sessions.read(requestHeader(event, 'cookie'))
  const given = Object.entries(getQuery(event)).map(([name, value]) => [name, number(value)])
  const query = historyQuerySchema.safeParse(Object.fromEntries(given))
  if (!query.success) {
    throw new ParleyError('invalid', 'Give one of before (a seq of 1 or more), after and around (a seq of 0 or more), '
      + `or none; limit must be a number from 1 to ${HISTORY_PAGE_MAX}.`)
  }
  const { room } = await rooms.authorize(visitor?.principal ?? null, 'read', getRouterParam(event, 'room') ?? '')
  return readHistory({ log, hub }, room, query.data)
})
