import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { nanoid } from 'nanoid'
import * as z from 'zod/mini'
import { NOTICE_KINDS } from '#shared/events/notice'
import { userSchema } from '#shared/schemas/user'
import { logger } from '../../../platform/logging/logger'
import { ERASED_AGAIN_AFTER_MS, NAMES_PER_WRITE } from '../../../platform/limits/server-limits'
import { change, type Place } from '../../place'
import { advanceTalksOf } from '../../rooms/feed/advance'
import type { PlaceDb } from '../../tables'
import { setPicture } from '../../pictures/store'
import { forgetMentions, type Part } from './forget-mentions'
import { NO_ACCOUNT } from '../people'
import { ownMessages } from './own-messages'

/** What an erased user is called, wherever their name was. */
const ERASED_NAME = 'Deleted user'

/** The key of a row of table `setting` for each erasure that is not complete: the next start goes on with it. */
const PENDING = 'erase:'

/** What the log holds of a notice about another user, the id of the event first. */
const memberBody = z.object({ id: z.string(), action: z.string(), person: userSchema })

type ErasurePlace = Pick<Place, 'db' | 'log' | 'hub' | 'bus' | 'announce'>

/** Removes all that is stored of a user except messages, in a transaction of the caller. The id stays, and is dead. */
export async function erasePerson(tx: PlaceDb, id: string): Promise<void> {
  await setPicture(tx, { person: id }, null)
  const nobody = {
    ...NO_ACCOUNT,
    name: ERASED_NAME,
    name_key: '',
    status: '',
    totp_pending: null,
    disabled_at: Date.now(),
  }
  await tx.updateTable('person').set(nobody).where('id', '=', id).execute()
  await tx.deleteFrom('session').where('person', '=', id).execute()
  await tx.deleteFrom('one_time_code').where('person', '=', id).execute()
  await tx.deleteFrom('read_mark').where('person', '=', id).execute()
  await tx.deleteFrom('mention').where('person', '=', id).execute()
  await tx.deleteFrom('blocked').where(({ or, eb }) => or([eb('person', '=', id), eb('other', '=', id)])).execute()
  await tx
    .updateTable('invite')
    .set({ revoked_at: Date.now() })
    .where('by', '=', id)
    .where('revoked_at', 'is', null)
    .execute()
  await tx.updateTable('audit').set({ reason: null }).where('by', '=', id).execute()
  const left = await tx.updateTable('membership').set({ state: 'left', role: 'member', favourite: 0 })
    .where('person', '=', id).where('state', '=', 'member').returning('room').execute()
  // Processes that missed it compare this count, and read the members of the room again.
  for (const { room } of left.sort((a, b) => a.room < b.room ? -1 : 1)) {
    await tx.updateTable('room').set({ access: sql<number>`access + 1` }).where('id', '=', room).execute()
  }
  // After the rooms, as everywhere: two that wait for each other would both fail.
  await advanceTalksOf(tx, id)
  for (const table of ['feed', 'feed_head'] as const) await tx.deleteFrom(table).where('person', '=', id).execute()
  await tx.insertInto('setting').values({ key: PENDING + id, value: '' })
    .onConflict(conflict => conflict.doNothing()).execute()
}

/**
 * Deletes all messages of an erased user and replaces their name, in the background. Once more a while later: another
 * process may have taken a last message before it heard of the erasure.
 */
export function eraseMessages(place: ErasurePlace, id: string): void {
  const run = async () => {
    await erasePass(place, id)
    await wait(ERASED_AGAIN_AFTER_MS, undefined, { ref: false })
    await erasePass(place, id)
    await place.db.deleteFrom('setting').where('key', '=', PENDING + id).execute()
  }
  void run().catch((err: unknown) => {
    logger.error(
      { err, person: id },
      'Messages of an erased account could not all be deleted. The next start goes on with it.',
    )
  })
}

/** Goes on with erasures that a stop interrupted. */
export async function resumeErasures(place: ErasurePlace): Promise<void> {
  const rows = await place.db.selectFrom('setting').select('key').where('key', 'like', `${PENDING}%`).execute()
  for (const { key } of rows) eraseMessages(place, key.slice(PENDING.length))
}

async function erasePass(place: ErasurePlace, id: string): Promise<void> {
  const { db, log, hub, bus, announce } = place
  const author = { id, name: ERASED_NAME }
  for await (const messages of ownMessages(db, id)) {
    await Promise.all(messages.map(async ({ room, seq: target }) => {
      const { event } = await log.append({ type: 'delete', room, id: nanoid(12), author, at: Date.now(), target })
      hub.deliver(room, [event])
      bus.publish(room, [event])
    }))
  }
  // Another process may have stored a mark that waited there.
  await db.deleteFrom('read_mark').where('person', '=', id).execute()
  await replaceName(place, id)
  // Processes have read it before, and have it in memory.
  announce.face(id)
}

/**
 * The places of deleted messages keep their author. Some rows at a time: commits of messages wait meanwhile. In
 * transactions, after which SQLite overwrites what it held before.
 */
async function replaceName(place: ErasurePlace, id: string): Promise<void> {
  const rooms = await place.db.selectFrom('room').select(['id', 'first_seq', 'last_seq']).execute()
  for (const room of rooms) {
    for (let from = room.first_seq; from <= room.last_seq; from += NAMES_PER_WRITE) {
      const part = { room: room.id, from, before: from + NAMES_PER_WRITE }
      await change(place, [], ({ tx }) => replaceInPart(tx, id, part))
    }
  }
}

async function replaceInPart(tx: PlaceDb, id: string, part: Part): Promise<void> {
  await tx.updateTable('event').set({ author_name: ERASED_NAME })
    .where('room', '=', part.room).where('seq', '>=', part.from).where('seq', '<', part.before)
    .where('author_id', '=', id).where('author_name', '!=', ERASED_NAME).execute()
  await replaceInNotices(tx, id, part)
  await forgetMentions(tx, id, part)
}

/** Notices name the user to whom something was done. */
async function replaceInNotices(tx: PlaceDb, id: string, { room, from, before }: Part): Promise<void> {
  const notices = await tx.selectFrom('event').select(['seq', 'body'])
    .where('room', '=', room).where('seq', '>=', from).where('seq', '<', before)
    .where('kind', 'in', [...NOTICE_KINDS]).where('body', 'like', `%"${id}"%`).execute()
  for (const { seq, body } of notices) {
    const parsed = memberBody.safeParse(JSON.parse(body))
    if (parsed.data?.person.id !== id || parsed.data.person.name === ERASED_NAME) continue
    const nameless = JSON.stringify({ ...parsed.data, person: { id, name: ERASED_NAME } })
    await tx.updateTable('event').set({ body: nameless }).where('room', '=', room).where('seq', '=', seq).execute()
  }
}
