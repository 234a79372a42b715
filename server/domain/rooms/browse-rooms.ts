import * as z from 'zod/mini'
import { channelsSchema } from '#shared/schemas/channels'
import { CHANNELS_SHOWN_MAX } from '../../platform/limits/server-limits'
import { defineOperation } from '../operations/define'
import { SEARCHES } from '../reads'
import { containing } from '../search'

/** The channels that a user may join. Those of the configuration are in every list already. */
export const browseRooms = defineOperation({
  id: 'browseRooms',
  method: 'GET',
  path: '/api/rooms',
  summary: 'Lists the channels that people created, by name.',
  who: { place: 'browse' },
  limit: SEARCHES,
  input: z.strictObject({ q: z.optional(z.string().check(z.maxLength(100))) }),
  output: channelsSchema,
  async run({ db, rooms, principal }, { q = '' }) {
    const pinned = rooms.pinned.map(({ id }) => id)
    const rows = await db.selectFrom('room_info')
      .leftJoin('membership as own', join => join
        .onRef('own.room', '=', 'room_info.id').on('own.person', '=', principal.id))
      .select(({ selectFrom, fn }) => [
        'room_info.id', 'room_info.title', 'room_info.topic', 'room_info.emoji', 'own.state',
        selectFrom('membership').select(fn.countAll<number>().as('count'))
          .whereRef('membership.room', '=', 'room_info.id').where('membership.state', '=', 'member').as('members'),
      ])
      .where('room_info.kind', '=', 'channel').where('room_info.archived_at', 'is', null)
      .where(({ eb, or }) => or([eb('own.state', 'is', null), eb('own.state', '!=', 'banned')]))
      .$if(pinned.length > 0, query => query.where('room_info.id', 'not in', pinned))
      .$if(q.trim() !== '', query => query.where(eb => containing(eb.ref('room_info.title'), q)))
      .orderBy(eb => eb.fn<string>('lower', ['room_info.title'])).orderBy('room_info.id')
      .limit(CHANNELS_SHOWN_MAX).execute()
    return {
      channels: rows.map(({ id, title, topic, emoji, state, members }) => ({
        id, title, ...(topic ? { topic } : {}), ...(emoji ? { emoji } : {}),
        members: Number(members ?? 0), joined: state === 'member',
      })),
    }
  },
})
