import { Readable } from 'node:stream'
import { sendStream, setResponseHeaders } from 'h3'
import * as z from 'zod/mini'
import { rateLimited } from '../../../platform/limits/consume'
import { defineOperation, type KnownContext } from '../../operations/define'
import { readAccount } from '../accounts/read-account'
import { ownMessages } from './own-messages'

/** Everything that is stored of the caller, as JSON that is written while it is read: it may be large. */
export const exportAccount = defineOperation({
  id: 'exportAccount',
  method: 'GET',
  path: '/api/account/export',
  summary:
    'Exports the profile, memberships, sign-ins, blocked users and messages of the caller, as one JSON document.',
  who: 'account',
  input: z.strictObject({}),
  output: z.object({}),
  async run(context) {
    const waitMs = await context.exports.consume(context.principal.id)
    if (waitMs > 0) throw rateLimited('Too many exports.', 'try again', waitMs)
    // Before the first byte: what is refused is still answered with a status.
    const profile = await readProfile(context)
    setResponseHeaders(context.event, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': 'attachment; filename="parley-export.json"',
    })
    await sendStream(context.event, Readable.from(documentOf(context, profile)))
    return {}
  },
})

/** What the account holds, without what only signs in. */
async function readProfile(context: KnownContext) {
  const row = await readAccount(context)
  const { id, name, handle, role, mail, status, language, created_at: createdAt } = row
  return { id, name, handle, role, mail, status, language, createdAt }
}

async function* documentOf({ db, principal: { id } }: KnownContext, profile: object): AsyncGenerator<string> {
  const memberships = await db
    .selectFrom('membership')
    .leftJoin('room_info', 'room_info.id', 'membership.room')
    .select([
      'membership.room', 'room_info.title', 'membership.state', 'membership.role', 'membership.joined_at as joinedAt',
    ])
    .where('membership.person', '=', id)
    .execute()
  const signIns = await db.selectFrom('session')
    .select(['device', 'created_at as createdAt', 'last_seen_at as lastSeenAt']).where('person', '=', id).execute()
  const blocked = await db.selectFrom('blocked').select('other').where('person', '=', id).execute()
  const head = { profile, memberships, signIns, blocked: blocked.map(({ other }) => other) }
  yield `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "messages": [`
  let separator = '\n'
  for await (const messages of ownMessages(db, id)) {
    yield separator + messages.map(message => `    ${JSON.stringify(message)}`).join(',\n')
    separator = ',\n'
  }
  yield '\n  ]\n}\n'
}
