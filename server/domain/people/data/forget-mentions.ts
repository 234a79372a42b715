import * as z from 'zod/mini'
import { mentionsSchema, withoutMention } from '#shared/events/mention'
import type { PlaceDb } from '../../tables'

/** What only a message or an edit has, as its row of `event` keeps it: whom it mentions, and other fields. */
const bodySchema = z.looseObject({ mentions: mentionsSchema })

/** A part of a room's log, by `seq`. */
export interface Part {
  readonly room: string
  readonly from: number
  readonly before: number
}

/**
 * Takes the mentions of an erased user from what others wrote: each names the id and the handle. The texts stay as they
 * were written. A row that was deleted or edited meanwhile is left alone: it has another content by now.
 */
export async function forgetMentions(db: PlaceDb, id: string, part: Part): Promise<void> {
  await inMessages(db, id, part)
  await inEvents(db, id, part)
}

async function inMessages(db: PlaceDb, id: string, { room, from, before }: Part): Promise<void> {
  const rows = await db.selectFrom('message').select(['seq', 'mentions'])
    .where('room', '=', room).where('seq', '>=', from).where('seq', '<', before)
    .where('mentions', 'like', `%"${id}"%`).execute()
  for (const { seq, mentions } of rows) {
    const called = mentionsSchema.safeParse(JSON.parse(mentions ?? '[]')).data
    const left = withoutMention(called, id)
    await db.updateTable('message').set({ mentions: left ? JSON.stringify(left) : null })
      .where('room', '=', room).where('seq', '=', seq).where('mentions', '=', mentions).execute()
  }
}

async function inEvents(db: PlaceDb, id: string, { room, from, before }: Part): Promise<void> {
  const rows = await db.selectFrom('event').select(['seq', 'kind', 'body'])
    .where('room', '=', room).where('seq', '>=', from).where('seq', '<', before)
    .where('kind', 'in', ['message', 'edit']).where('body', 'like', `%"${id}"%`).execute()
  for (const { seq, kind, body } of rows) {
    const { mentions, ...rest } = bodySchema.parse(JSON.parse(body))
    // An edit without `mentions` would leave those of its message as they are.
    const left = withoutMention(mentions, id) ?? (kind === 'edit' && mentions ? [] : undefined)
    await db.updateTable('event').set({ body: JSON.stringify({ ...rest, ...left && { mentions: left } }) })
      .where('room', '=', room).where('seq', '=', seq).where('body', '=', body).execute()
  }
}
