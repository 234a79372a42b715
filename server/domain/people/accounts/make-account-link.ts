import * as z from 'zod/mini'
import { defineOperation } from '../../operations/define'
import { linkTo } from '../../operations/link-to'
import { change } from '../../place'
import { recordDeed } from '../record-deed'
import { createAccountCode } from './account-code'

/** For one new user, also where sign-up is closed. The owner hands the link over. */
export const makeAccountLink = defineOperation({
  id: 'makeAccountLink',
  method: 'POST',
  path: '/api/account-links',
  summary: 'Makes a link with which one visitor makes an account, whoever else may.',
  who: { place: 'administer' },
  input: z.strictObject({}),
  output: z.object({ url: z.string() }),
  async run(context) {
    const code = await change(context, [], async ({ tx }) => {
      await recordDeed(tx, { by: context.principal.id, action: 'account-link' })
      return createAccountCode(tx)
    })
    // Behind the `#`, which browsers send to no server.
    return { url: linkTo(context, `/signin?new#${code}`) }
  },
})
