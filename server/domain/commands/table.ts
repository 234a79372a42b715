import type { CommandName, Commands } from '#shared/commands'
import type { Ack, Caller, Submitted } from '../../core/peers/execute'
import { deleteMessage } from '../messages/delete'
import { editMessage } from '../messages/edit'
import { sendMessage } from '../messages/send'
import type { CommandDeps, DefinedCommand, Input } from './define'

type Inputs = { readonly [N in CommandName]: Input<Commands[N]> }

/**
 * Every command there is. The socket and the routes of HTTP are two adapters over this table: a command that is added
 * here is a frame of the socket at once.
 */
export const COMMANDS: { readonly [N in CommandName]: DefinedCommand<Commands[N]> } = {
  send: sendMessage,
  edit: editMessage,
  delete: deleteMessage,
}

/** Hands a command to the log. Resolves when it stands in the log's queue. @throws ParleyError */
export function submit<N extends CommandName>(
  deps: CommandDeps, caller: Caller, name: N, input: Inputs[N],
): Promise<Submitted> {
  return COMMANDS[name].submit(deps, caller, input)
}

/** Like `submit`, and waits for the acknowledgement. @throws ParleyError, and what the log throws */
export async function execute<N extends CommandName>(
  deps: CommandDeps, caller: Caller, name: N, input: Inputs[N],
): Promise<Ack> {
  const { ack } = await submit(deps, caller, name, input)
  return ack
}
