import { ParleyError } from '../../../platform/errors/parley-error'
import type { OperationContext } from '../../operations/define'
import { accountDisabled } from '../accounts/lock-enabled'
import { knownDevice } from './known-device'
import { needsRehash } from '../password/stored-hash'
import { noSecondFactor } from '../security/second-factor'

interface Credentials {
  readonly handle: string
  readonly password: string
  readonly totp?: string | undefined
}

/** The user of these credentials, and the hash that the password was compared with. */
interface Checked {
  readonly id: string
  readonly stored: string
}

/**
 * Finds the account of these credentials. An unknown handle costs the same time and gets the same answer.
 * @throws ParleyError `unauthorized`; `second_factor` where one is missing and the password is right; `rate_limited`
 */
export async function checkPassword(context: OperationContext, given: Credentials): Promise<Checked> {
  const { db, passwords, tries, address } = context
  const { handle, password, totp } = given
  await tries.count(handle, address, knownDevice(context, handle))
  const row = await db.selectFrom('person').selectAll().where('handle', '=', handle).executeTakeFirst()
  const isRight = await passwords.verify(password, row?.password ?? null, address)
  if (!isRight || !row?.password) throw new ParleyError('unauthorized', 'The handle or the password is wrong.')
  if (row.disabled_at !== null) throw accountDisabled()
  // Whether it is right is decided where the sign-in is stored: else a failure there would use it up.
  if (row.totp_secret !== null && !totp) throw noSecondFactor()
  return { id: row.id, stored: await renewedHash(context, row.id, password, row.password) }
}

/** Hashes of an older cost are replaced while the password is known. */
async function renewedHash({ db, passwords, address }: OperationContext, id: string, password: string, stored: string) {
  if (!needsRehash(stored)) return stored
  // Too many may wait for the hash: then the next sign-in renews it.
  const renewed = await passwords.hash(password, address).catch(() => null)
  if (renewed === null) return stored
  const done = await db.updateTable('person').set({ password: renewed })
    .where('id', '=', id).where('password', '=', stored).returning('id').executeTakeFirst()
  return done ? renewed : stored
}
