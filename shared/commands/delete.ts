import { seqSchema } from '../schemas/room'
import { commandKind } from './kind'

/** Deletes a message of the user. `target` is the message's `seq`. */
export const deleteCommand = commandKind({
  type: 'delete',
  fields: { target: seqSchema },
  own: true,
  ends: true,
  becomes: ({ target }) => ({ type: 'delete', target }),
})
