import * as z from 'zod/mini'
import { textSchema } from '../events/message'
import { commandKind } from './kind'

/** Writes a message. */
export const sendCommand = commandKind({
  type: 'send',
  fields: { text: z.string() },
  limits: { text: textSchema },
  becomes: ({ text }) => ({ type: 'message', text }),
})
