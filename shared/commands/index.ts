import * as z from 'zod/mini'
import { deleteSchema } from './delete'
import { editSchema } from './edit'
import { sendSchema } from './send'

/**
 * Commands of a user on a room's log. Each command becomes one event, and is acknowledged when that event is durable.
 * The client's outbox holds commands, and each command is a frame of the socket.
 */
export const COMMAND_SCHEMAS = [sendSchema, editSchema, deleteSchema] as const

export const commandSchema = z.discriminatedUnion('type', COMMAND_SCHEMAS)
export type Command = z.infer<typeof commandSchema>
export type CommandName = Command['type']
