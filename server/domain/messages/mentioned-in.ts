import type { Mention } from '#shared/events/mention'
import { calledIn } from '#shared/text/mentions'
import { MENTIONS_MAX } from '#shared/limits'
import type { CommandDeps } from '../commands/define'

/**
 * Whom a text mentions: users with an account who may read the room, in the order in which they are called. Everybody
 * else it calls is left out, whether there is such a user or not, so that nobody learns of a handle by writing it.
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
