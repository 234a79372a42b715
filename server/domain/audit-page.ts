import * as z from 'zod/mini'
import { AUDIT_SHOWN_MAX } from '../platform/limits/server-limits'
import type { PlaceDb } from './tables'

/** Where a page of a log of actions ended: the time and the id of its last entry. */
export const auditCursorSchema = z.string().check(z.regex(/^\d{1,15}_[\w-]{1,64}$/))

/** One entry as the database has it, with the names that users have now. */
type AuditRow = Awaited<ReturnType<typeof readRows>>[number]

/**
 * A page of what was done in a room, or of what owners did in the place, the newest first.
 * @param room null for the place
 * @param before `next` of the page before
 */
export async function auditPage(
  db: PlaceDb, room: string | null, before: string | undefined,
): Promise<{ rows: AuditRow[], next?: string }> {
  const rows = await readRows(db, room, before)
  const shown = rows.slice(0, AUDIT_SHOWN_MAX)
  const last = rows.length > AUDIT_SHOWN_MAX ? shown.at(-1) : undefined
  return { rows: shown, ...(last ? { next: `${last.at}_${last.id}` } : {}) }
}

/** The fields of an entry that are shown, if it has them. */
export function shownOf({ at, by, byName, target, targetName, reason, seq }: AuditRow) {
  return {
    at, by, ...(byName === null ? {} : { byName }), ...(target === null ? {} : { target }),
    ...(targetName === null ? {} : { targetName }), ...(reason === null ? {} : { reason }),
    ...(seq === null ? {} : { seq }),
  }
}

function readRows(db: PlaceDb, room: string | null, before: string | undefined) {
  const [at = 0, id = ''] = before === undefined ? [] : [Number.parseInt(before), before.slice(before.indexOf('_') + 1)]
  return db.selectFrom('audit')
    .leftJoin('person as doer', 'doer.id', 'audit.by').leftJoin('person as other', 'other.id', 'audit.target')
    .select([
      'audit.id', 'audit.at', 'audit.by', 'audit.action', 'audit.target', 'audit.reason', 'audit.seq',
      'doer.name as byName', 'other.name as targetName',
    ])
    .where('audit.room', room === null ? 'is' : '=', room)
    .$if(before !== undefined, query => query.where(({ eb, or, and }) => or([
      eb('audit.at', '<', at), and([eb('audit.at', '=', at), eb('audit.id', '>', id)]),
    ])))
    .orderBy('audit.at', 'desc').orderBy('audit.id').limit(AUDIT_SHOWN_MAX + 1).execute()
}
