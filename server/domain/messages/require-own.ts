import type { Principal } from '../../core/principal'
import type { Action } from '../../access/can'
import { ParleyError } from '../../platform/errors/parley-error'
import type { CommandDeps } from '../commands/define'

type Deps = Pick<CommandDeps, 'log' | 'rooms'>

/** What a command says about the message that it changes. */
interface Target {
  readonly room: string
  readonly target: number
  readonly clientId?: string
}

/**
 * Lets a user change only what they may: a message of their own that exists. A repeated command passes though its
 * message is gone meanwhile, perhaps by its own first try: the log answers it as the first time.
 * @throws ParleyError `not_found`, `forbidden`; LogUnavailableError
 */
export async function requireOwn({ log, rooms }: Deps, user: Principal, action: Action, at: Target): Promise<void> {
  const { room, target, clientId } = at
  const message = await log.message(room, target)
  if (message) {
    if (rooms.may(user, action, room, message.author)) return
    throw new ParleyError('forbidden', `Only the author of message ${target} can ${action} it.`)
  }
  if (clientId !== undefined && await log.answered(room, user.id, clientId)) return
  throw new ParleyError('not_found', 'There is no such message. It may have been deleted.')
}
