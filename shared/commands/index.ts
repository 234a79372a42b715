import type * as z from 'zod/mini'
import type { EventContent } from '../events'
import { deleteCommand } from './delete'
import { editCommand } from './edit'
import { sendCommand } from './send'

/** The commands that change a message. A new one is a file beside this one and a line here. */
const CHANGES = { edit: editCommand, delete: deleteCommand } as const

/**
 * Commands of a user on a room's log. Each command becomes one event, and is acknowledged when that event is durable.
 * The client's outbox holds commands, and each command is a frame of the socket.
 */
export const COMMAND_KINDS = { send: sendCommand, ...CHANGES } as const
export const COMMAND_NAMES = Object.values(COMMAND_KINDS).map(({ type }) => type)
export const COMMAND_SCHEMAS = Object.values(COMMAND_KINDS).map(({ schema }) => schema)
export const KEPT_CHANGES = Object.values(CHANGES).map(({ kept }) => kept)

export type CommandName = keyof typeof COMMAND_KINDS
export type Commands = { readonly [N in CommandName]: z.infer<typeof COMMAND_KINDS[N]['schema']> }
export type Command = Commands[CommandName]

/** Commands as the client's outbox keeps them. */
export type KeptCommand = z.infer<typeof COMMAND_KINDS[CommandName]['kept']>
export type KeptChange = z.infer<typeof CHANGES[keyof typeof CHANGES]['kept']>

const CONTENTS: { readonly [N in CommandName]: { becomes(command: Commands[N]): EventContent } } = COMMAND_KINDS

/** What the event says that a command becomes. */
export function contentOf(command: Command): EventContent {
  return contentOfKind(command.type, command)
}

function contentOfKind<N extends CommandName>(name: N, command: Commands[N]): EventContent {
  return CONTENTS[name].becomes(command)
}
