import * as z from 'zod/mini'
import { deleteSchema } from './delete'
import { editSchema } from './edit'
import { sendSchema } from './send'

/**
 * What a user may ask of a room's log. Each command becomes one event, and is acknowledged when that event is durable. The outbox of the
 * client holds commands; a frame of the socket is a command as it stands here.
 */
export const COMMAND_SCHEMAS = [sendSchema, editSchema, deleteSchema] as const

export const commandSchema = z.discriminatedUnion('type', COMMAND_SCHEMAS)
export type Command = z.infer<typeof commandSchema>
export type CommandName = Command['type']
