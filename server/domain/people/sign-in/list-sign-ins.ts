import * as z from 'zod/mini'
import { signInsSchema } from '#shared/schemas/account'
import { defineOperation } from '../../operations/define'

export const listSignIns = defineOperation({
  id: 'listSignIns',
  method: 'GET',
  path: '/api/sign-ins',
  summary: 'Lists where the caller is signed in, the latest seen first.',
  who: 'account',
  input: z.strictObject({}),
  output: signInsSchema,
  async run({ principal, signIns }) {
    const rows = await signIns.list(principal.id)
    return {
      signIns: rows.map(({ id, device, created_at: createdAt, last_seen_at: lastSeenAt }) => (
        { id, device, createdAt, lastSeenAt, current: id === principal.session }
      )),
    }
  },
})
