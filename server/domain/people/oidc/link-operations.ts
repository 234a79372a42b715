import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { confirmPassword } from '../security/confirm-password'
import { beginAtProvider, providerIdSchema } from './begin'
import { OIDC_SIGN_INS, pageSchema } from './oidc-operations'

const passwordField = z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS)))

/**
 * Begins to link the caller's account with a provider: from then on the provider opens the account. So it needs the
 * password, and no page of another site can ask for it.
 */
export const linkProvider = defineOperation({
  id: 'linkProvider',
  method: 'POST',
  path: '/api/account/oidc/{provider}',
  summary: 'Begins to link the account with a provider: answers the address to open. It needs the password.',
  who: 'account',
  limit: OIDC_SIGN_INS,
  input: z.strictObject({ provider: providerIdSchema, password: passwordField, to: z.optional(pageSchema) }),
  output: z.object({ url: z.string() }),
  async run(context, { provider, password, to = '/settings/security' }) {
    const { id, issuer } = await confirmPassword(context, password)
    if (issuer !== null)
      throw new ParleyError('taken', 'This account is linked with a provider already. Unlink it first.')
    return { url: await beginAtProvider(context, provider, { to, link: id }) }
  },
})

/** Ends the link: the provider does not open the account any more. An account without a password would be lost. */
export const unlinkProvider = defineOperation({
  id: 'unlinkProvider',
  method: 'DELETE',
  path: '/api/account/oidc',
  summary: 'Unlinks the account from its provider. It needs the password.',
  who: 'account',
  limit: OIDC_SIGN_INS,
  input: z.strictObject({ password: passwordField }),
  output: z.object({}),
  async run(context, { password: typed }) {
    const { id, password } = await confirmPassword(context, typed)
    if (password === null)
      throw new ParleyError('forbidden', 'Choose a password first: without one you could no longer sign in.')
    await context.db.updateTable('person').set({ issuer: null, subject: null })
      .where('id', '=', id).where('password', 'is not', null).execute()
    context.announce.person(id)
    return {}
  },
})
