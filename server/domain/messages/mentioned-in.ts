import type { Mention } from '#shared/events/mention'
import { calledIn } from '#shared/text/mentions'
import { MENTIONS_MAX } from '#shared/limits'
import type { CommandDeps } from '../commands/define'

/**
 * The users whom a text mentions, in the order of the text: users with an account who may read the room. All other
 * handles are left out, whether they exist or not, so that a text can't be used to find handles.
 */
export async function mentionedIn(
  { rooms, handles }: Pick<CommandDeps, 'rooms' | 'handles'>, room: string, text: string,
): Promise<Mention[]> {
  const called = [...new Set(calledIn(text).map(({ handle }) => handle))].slice(0, MENTIONS_MAX)
  if (called.length === 0) return []
  const users = await handles.find(called)
  return called.flatMap((handle) => {
    const user = users.get(handle)
    return user && rooms.may(user, 'read', room) ? [{ id: user.id, handle }] : []
  })
}
