import { ParleyError } from '../../../platform/errors/parley-error'
import type { KnownContext } from '../../operations/define'

/** The caller's row, of a user with an account. @throws ParleyError `unauthorized` where the account has just gone */
export async function readAccount({ db, principal }: Pick<KnownContext, 'db' | 'principal'>) {
  const row = await db.selectFrom('person').selectAll().where('id', '=', principal.id).executeTakeFirst()
  if (!row || row.handle === null) throw new ParleyError('unauthorized', 'This account no longer exists. Make a new one, or sign in with another.')
  return { ...row, handle: row.handle }
}

export type AccountRow = Awaited<ReturnType<typeof readAccount>>
