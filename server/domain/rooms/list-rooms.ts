import * as z from 'zod/mini'
import { roomListSchema } from '#shared/schemas/rooms'
import { defineOperation } from '../operations/define'
import { READS } from '../reads'
import { readFeed } from './feed/read-feed'

/** A position that no feed has: of it nothing can be continued. */
const ALL = ''

/** Lists all rooms of the caller: what `hello` left out of a long list. */
export const listRooms = defineOperation({
  id: 'listRooms',
  method: 'GET',
  path: '/api/list',
  summary: 'Lists the rooms of the caller, as the socket does: those at the top first.',
  who: 'session',
  limit: READS,
  input: z.strictObject({}),
  output: roomListSchema,
  async run(context) {
    const { rooms, feed } = await readFeed(context, context.principal, ALL)
    return { rooms, ...(feed === undefined ? {} : { feed }) }
  },
})
