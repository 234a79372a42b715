import * as z from 'zod/mini'
import { handleSchema } from '#shared/schemas/handle'
import { accountDetailsSchema, statusSchema } from '#shared/schemas/account'
import { languageSchema, sessionSchema } from '#shared/schemas/user'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { RateLimit } from '../../../platform/limits/consume'
import { defineOperation } from '../../operations/define'
import { readAccount } from '../accounts/read-account'
import { handleTaken, orHandleTaken } from '../accounts/taken'

const PROFILE_CHANGES: RateLimit = { what: 'changes of your account', then: 'try again', apart: 'profile' }

/** What the caller's account holds, for the settings screens. */
export const readOwnAccount = defineOperation({
  id: 'readAccount',
  method: 'GET',
  path: '/api/account',
  summary: 'Reads the account of the caller.',
  who: 'account',
  input: z.strictObject({}),
  output: accountDetailsSchema,
  async run(context) {
    const row = await readAccount(context)
    return {
      handle: row.handle,
      status: row.status,
      statusUntil: row.status_until,
      language: languageSchema.safeParse(row.language).data ?? null,
      hidesPresence: row.hides_presence === 1,
      hidesReading: row.hides_reading === 1,
      mail: row.mail,
      totp: row.totp_secret !== null,
      password: row.password !== null,
      provider: row.issuer,
      ...(row.picture === null ? {} : { picture: row.picture }),
    }
  },
})

export const changeAccount = defineOperation({
  id: 'changeAccount',
  method: 'PATCH',
  path: '/api/account',
  summary: 'Changes the handle, the status, the language or what others see of the caller.',
  who: 'account',
  limit: PROFILE_CHANGES,
  input: z.strictObject({
    handle: z.optional(handleSchema),
    status: z.optional(statusSchema),
    statusUntil: z.optional(z.nullable(z.int().check(z.nonnegative()))),
    language: z.optional(z.nullable(languageSchema)),
    hidesPresence: z.optional(z.boolean()),
    hidesReading: z.optional(z.boolean()),
  }),
  output: sessionSchema,
  async run(context, { handle, status, statusUntil, language, hidesPresence, hidesReading }) {
    const { db, principal: { id }, visit, people, announce } = context
    const set = defined({
      handle,
      status,
      status_until: statusUntil ?? (status === undefined ? undefined : null),
      language,
      hides_presence: hidesPresence === undefined ? undefined : Number(hidesPresence),
      hides_reading: hidesReading === undefined ? undefined : Number(hidesReading),
    })
    if (Object.keys(set).length > 0) {
      if (handle !== undefined) {
        const other = await db.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
        if (other && other.id !== id) throw handleTaken()
      }
      await orHandleTaken(db.updateTable('person').set(set).where('id', '=', id).execute())
      people.forget(id)
      announce.person(id)
    }
    const person = await people.find(id)
    if (!person || person.handle === null)
      throw new ParleyError('unauthorized', 'This account no longer exists. Make a new one, or sign in with another.')
    return { ...visit.session, account: { handle: person.handle, role: person.role } }
  },
})

/** Without fields that are not given: those stay as they are. */
function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given: { [K in keyof T]?: Exclude<T[K], undefined> } = {}
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) Object.assign(given, { [key]: value })
  return given
}
