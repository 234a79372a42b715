import type { RoomState } from '#shared/schemas/room'
import { ParleyError } from '../../platform/errors/parley-error'
import type { KnownContext } from '../operations/define'
import { roomState } from './room-states'

/** What an operation answers that gave the caller a room. @throws ParleyError where the caller has it no more */
export async function answerRoom(context: KnownContext, id: string): Promise<{ room: RoomState }> {
  const room = await roomState(context, context.principal, id)
  if (!room) throw new ParleyError('not_found', 'There is no such room.')
  return { room }
}
