import { deleteCommand } from '#shared/commands/delete'
import { defineCommand } from '../commands/define'
import { requireOwn } from './require-own'
import { MESSAGES } from './rate-limits'

/** Deletes a message of the user's own. */
export const deleteMessage = defineCommand({
  name: 'delete',
  schema: deleteCommand.schema,
  action: 'delete',
  limit: MESSAGES,
  run: async (deps, user, input) => {
    await requireOwn(deps, user, 'delete', input)
    return deleteCommand.becomes(input)
  },
})
