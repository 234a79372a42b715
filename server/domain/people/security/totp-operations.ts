import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { readAccount } from '../accounts/read-account'
import { createRecoveryCodes } from '../totp/recovery-codes'
import { createTotpSecret, totpAddress, verifyTotp } from '../totp/totp'
import { confirmPassword } from './confirm-password'

/** What an authenticator app calls the account's place. */
const ISSUER = 'Parley'

const onAlready = () => new ParleyError('taken', 'The second factor is on already. Turn it off first.')

/** Begins: the secret counts once a code of it was sent. */
export const beginTotp = defineOperation({
  id: 'beginTotp',
  method: 'POST',
  path: '/api/account/totp',
  summary: 'Makes a secret for an authenticator app, with the password. It counts once it is confirmed.',
  who: 'account',
  // Without the password, a person at an open browser could lock its user out.
  input: z.strictObject({ password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))) }),
  output: z.object({ secret: z.string(), url: z.string() }),
  async run(context, { password: typed }) {
    const { db, principal: { id } } = context
    const { handle, password } = await confirmPassword(context, typed)
    if (password === null) throw new ParleyError('forbidden', 'Set a password first: the code is asked for after it.')
    const secret = createTotpSecret()
    const begun = await db.updateTable('person').set({ totp_pending: secret })
      .where('id', '=', id).where('totp_secret', 'is', null).returning('id').executeTakeFirst()
    if (!begun) throw onAlready()
    return { secret, url: totpAddress({ secret, issuer: ISSUER, handle }) }
  },
})

/** Turns the second factor on. The recovery codes are shown this once. */
export const confirmTotp = defineOperation({
  id: 'confirmTotp',
  method: 'PUT',
  path: '/api/account/totp',
  summary: 'Turns the second factor on, with a first code of the app; answers the recovery codes.',
  who: 'account',
  input: z.strictObject({ code: z.string().check(z.maxLength(64)) }),
  output: z.object({ recoveryCodes: z.array(z.string()) }),
  async run(context, { code }) {
    const { db, principal: { id }, tries, address } = context
    const { handle, totp_secret: active, totp_pending: secret } = await readAccount(context)
    if (active !== null) throw onAlready()
    if (secret === null)
      throw new ParleyError('not_found', 'There is no secret to confirm. Begin with POST /api/account/totp.')
    await tries.count(handle, address)
    const step = verifyTotp({ secret, code, lastStep: null, now: Date.now() })
    if (step === null) throw new ParleyError('second_factor', 'The code is wrong. Wait for the next one and send that.')
    const { codes, hashes } = createRecoveryCodes()
    const confirmed = await db.updateTable('person')
      .set({ totp_secret: secret, totp_pending: null, totp_step: step, recovery_codes: JSON.stringify(hashes) })
      .where('id', '=', id).where('totp_pending', '=', secret).where('totp_secret', 'is', null)
      .returning('id').executeTakeFirst()
    if (!confirmed) throw onAlready()
    return { recoveryCodes: [...codes] }
  },
})

export const endTotp = defineOperation({
  id: 'endTotp',
  method: 'DELETE',
  path: '/api/account/totp',
  summary: 'Turns the second factor off.',
  who: 'account',
  input: z.strictObject({ password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))) }),
  output: z.object({}),
  async run(context, { password }) {
    const { id } = await confirmPassword(context, password)
    await context.db.updateTable('person')
      .set({ totp_secret: null, totp_pending: null, totp_step: null, recovery_codes: null })
      .where('id', '=', id).execute()
    return {}
  },
})
