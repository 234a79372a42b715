import { sendCommand } from '#shared/commands/send'
import { defineCommand } from '../commands/define'
import { mentionedIn } from './mentioned-in'
import { MESSAGES } from './rate-limits'

/** Writes a message. */
export const sendMessage = defineCommand({
  name: 'send',
  schema: sendCommand.schema,
  action: 'send',
  limit: MESSAGES,
  slowed: true,
  run: async (deps, _user, { room, text }) => {
    const mentions = await mentionedIn(deps, room, text)
    return { ...sendCommand.becomes({ text }), ...mentions.length > 0 && { mentions } }
  },
})
