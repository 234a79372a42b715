import { ParleyError } from '../../../platform/errors/parley-error'
import type { KnownContext } from '../../operations/define'
import { readAccount, type AccountRow } from '../accounts/read-account'

/**
 * The caller's account, once they have typed its password again. One without a password, of a user who signs in with a
 * provider, needs none. Tries count like those to sign in.
 * @throws ParleyError `unauthorized`, `rate_limited`
 */
export async function confirmPassword(context: KnownContext, password: string | undefined): Promise<AccountRow> {
  const { passwords, tries, address } = context
  const account = await readAccount(context)
  if (account.password === null) return account
  await tries.count(account.handle, address, context.principal.session ?? null)
  const isRight = password !== undefined && await passwords.verify(password, account.password, address)
  if (!isRight) throw new ParleyError('unauthorized', 'The password is wrong. Type your current password.')
  return account
}
