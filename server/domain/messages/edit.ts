import { editSchema } from '#shared/commands/edit'
import { defineCommand } from '../commands/define'
import { requireOwn } from './require-own'
import { MESSAGES } from './spending'

/** Gives a message of the user's own another text. */
export const editMessage = defineCommand({
  name: 'edit',
  schema: editSchema,
  action: 'edit',
  limit: MESSAGES,
  // Else a member would talk on by editing one message again and again.
  slowed: true,
  run: async (deps, user, input) => {
    await requireOwn(deps, user, 'edit', input)
    return { type: 'edit', target: input.target, text: input.text }
  },
})
