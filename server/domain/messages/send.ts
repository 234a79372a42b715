import { sendCommand } from '#shared/commands/send'
import { defineCommand } from '../commands/define'
import { MESSAGES } from './spending'

/** Writes a message. */
export const sendMessage = defineCommand({
  name: 'send',
  schema: sendCommand.schema,
  action: 'send',
  limit: MESSAGES,
  slowed: true,
  run: (_deps, _user, { text }) => sendCommand.becomes({ text }),
})
