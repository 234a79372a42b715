import { afterAll, beforeAll, expect, it } from 'vitest'
import { createResetCode } from '../../../../../server/domain/people/security/reset-code'
import { ask, PASSWORD, signUp } from '../../../../support/people'
import { beforeNextChange, startPlace, type TestPlace } from '../../../../support/place'

let place: TestPlace
beforeAll(async () => {
  place = await startPlace({ RATE_LIMIT: '100000/1' })
})
afterAll(() => place?.stop())

// The row would open once the account is enabled again.
it.each([
  ['a password', async () => ({ how: 'POST /api/sign-in', body: { handle: 'ada', password: PASSWORD } })],
  ['a link for a new password', async (id: string) => (
    { how: 'POST /api/reset', body: { code: await createResetCode(place.parley.place.db, id), password: PASSWORD } }
  )],
] as const)('leaves no sign-in of an account that is disabled while %s is hashed', async (_way, door) => {
  const { place: { db, signIns } } = place.parley
  const handle = 'ada'
  const exists = await db.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
  const id = exists?.id ?? (await signUp(place.url, handle)).session.user.id
  await db.updateTable('person').set({ disabled_at: null }).where('id', '=', id).execute()
  await db.deleteFrom('session').where('person', '=', id).execute()
  const { how, body } = await door(id)
  beforeNextChange(place, () => db.updateTable('person').set({ disabled_at: 1 }).where('id', '=', id).execute())
  const { status } = await ask(place.url, how, body)
  expect([401, 403]).toContain(status)
  expect(await signIns.list(id)).toEqual([])
})
