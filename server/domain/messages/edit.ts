import { editCommand } from '#shared/commands/edit'
import { defineCommand } from '../commands/define'
import { mentionedIn } from './mentioned-in'
import { requireOwn } from './require-own'
import { MESSAGES } from './rate-limits'

/** Gives a message of the user's own another text. */
export const editMessage = defineCommand({
  name: 'edit',
  schema: editCommand.schema,
  action: 'edit',
  limit: MESSAGES,
  // Else a member would talk on by editing one message again and again.
  slowed: true,
  run: async (deps, user, input) => {
    await requireOwn(deps, user, 'edit', input)
    // Also without mentions: the text before may have had some.
    return { ...editCommand.becomes(input), mentions: await mentionedIn(deps, input.room, input.text) }
  },
})
