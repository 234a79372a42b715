import * as z from 'zod/mini'
import { settingsAnswerSchema, settingsSchema, type Settings } from '#shared/schemas/place'
import { defineOpenOperation, defineOperation, type OperationContext } from '../../operations/define'
import { change } from '../../place'
import { authorizePlace } from '../accounts/authorize-place'
import { lockOwners } from '../accounts/owners'
import { recordDeed } from '../record-deed'

function answer({ oidc }: OperationContext, settings: Settings) {
  return { ...settings, providers: [...oidc.list()] }
}

/** The sign-in screen shows by these what it offers. */
export const readSettings = defineOpenOperation({
  id: 'readSettings',
  method: 'GET',
  path: '/api/settings',
  summary: 'Reads who may sign up, create rooms and write, and with which providers users sign in.',
  who: 'anybody',
  input: z.strictObject({}),
  output: settingsAnswerSchema,
  run: async context => answer(context, await context.settings.read()),
})

export const changeSettings = defineOperation({
  id: 'changeSettings',
  method: 'PATCH',
  path: '/api/settings',
  summary: 'Changes settings of the place.',
  who: { place: 'administer' },
  input: z.strictObject(z.partial(settingsSchema).shape),
  output: settingsAnswerSchema,
  async run(context, changes) {
    const { settings, announce, principal } = context
    const stored = await change(context, [], async ({ tx }) => {
      await lockOwners(tx)
      await authorizePlace(tx, context, 'administer')
      const next = { ...await settings.read(tx), ...changes }
      await settings.store(tx, next)
      const reason = Object.entries(changes).map(([name, value]) => `${name}=${value}`).join(', ')
      await recordDeed(tx, { by: principal.id, action: 'settings', reason })
      return next
    })
    await announce.settings()
    return answer(context, stored)
  },
})
