import * as z from 'zod/mini'
import { logger } from '../../../platform/logging/logger'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOpenOperation, type OperationContext } from '../../operations/define'
import { change } from '../../place'
import { typedHandleSchema } from '../sign-in/typed-handle'
import { createMailCode } from './reset-code'

const REQUESTS: RateLimit = { what: 'requests of a mail', then: 'try again', apart: 'reset-request' }

/** Sends a link for a new password to the mail address of the account. The answer is the same in every case. */
export const requestReset = defineOpenOperation({
  id: 'requestReset',
  method: 'POST',
  path: '/api/reset-request',
  summary: 'Mails a link for a new password, where the account has a mail address and the server sends mails.',
  who: 'anybody',
  limit: REQUESTS,
  input: z.strictObject({ handle: typedHandleSchema }),
  output: z.object({}),
  async run(context, { handle }) {
    await context.tries.count(`mail ${handle}`, context.address)
    // Not awaited: how long it takes would say whether there is such an account.
    void mailLink(context, handle).catch((err: unknown) =>
      logger.warn({ err }, 'A link for a new password was not mailed.'),
    )
    return {}
  },
})

async function mailLink(context: OperationContext, handle: string): Promise<void> {
  const { db, mailer, config: { PUBLIC_ORIGIN: [origin] } } = context
  // Never use an origin from the request: its sender would choose where the link leads.
  if (!mailer || origin === undefined) return
  const account = await db.selectFrom('person').select(['id', 'mail'])
    .where('handle', '=', handle).where('disabled_at', 'is', null).executeTakeFirst()
  if (!account?.mail) return
  const code = await change(context, [], ({ tx }) => createMailCode(tx, account.id))
  if (code === null) return
  await mailer.send({
    to: account.mail,
    subject: 'Your new password',
    text: `Choose a new password for @${handle} within an hour:\n\n${origin}/reset#${code}\n\n`
      + 'If you did not ask for it, ignore this mail. Your password stays as it is.\n',
  })
}
