import * as z from 'zod/mini'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { PlaceDb } from '../../tables'
import { consumeRecoveryCode } from '../totp/recovery-codes'
import { verifyTotp } from '../totp/totp'

interface SecuredAccount {
  readonly id: string
  readonly totp_secret: string | null
  readonly totp_step: number | null
  /** JSON. */
  readonly recovery_codes: string | null
}

const hashesSchema = z.array(z.string())

/**
 * Checks the second factor of an account that has one: a code of the authenticator app, or one of the recovery codes.
 * Each counts once, also where two arrive together.
 * @throws ParleyError `second_factor`
 */
export async function checkSecondFactor(db: PlaceDb, account: SecuredAccount, code: string | undefined): Promise<void> {
  if (account.totp_secret === null) return
  if (!code) throw noSecondFactor()
  if (await consumeStep(db, account, account.totp_secret, code) || await consumeRecovery(db, account, code)) return
  throw new ParleyError('second_factor', 'The code is wrong, or was used. Wait for the next one and send that.')
}

export function noSecondFactor(): ParleyError {
  return new ParleyError('second_factor', 'Send the code of the authenticator app as "totp", too.')
}

async function consumeStep(db: PlaceDb, account: SecuredAccount, secret: string, code: string): Promise<boolean> {
  const step = verifyTotp({ secret, code, lastStep: account.totp_step, now: Date.now() })
  if (step === null) return false
  const used = await db.updateTable('person').set({ totp_step: step })
    .where('id', '=', account.id)
    .where(({ eb, or }) => or([eb('totp_step', 'is', null), eb('totp_step', '<', step)]))
    .returning('id').executeTakeFirst()
  return used !== undefined
}

async function consumeRecovery(db: PlaceDb, account: SecuredAccount, code: string): Promise<boolean> {
  const { id, recovery_codes: codes } = account
  const left = codes === null ? null : consumeRecoveryCode(hashesSchema.parse(JSON.parse(codes)), code)
  if (left === null) return false
  const used = await db.updateTable('person').set({ recovery_codes: JSON.stringify(left) })
    .where('id', '=', id).where('recovery_codes', '=', codes).returning('id').executeTakeFirst()
  return used !== undefined
}
