import * as z from 'zod/mini'
import { roomIdSchema } from './room'

/** A public channel as the list of channels shows it. */
export const channelSchema = z.object({
  id: roomIdSchema,
  title: z.string(),
  topic: z.optional(z.string()),
  emoji: z.optional(z.string()),
  members: z.int(),
  joined: z.boolean(),
})
export type Channel = z.infer<typeof channelSchema>

export const channelsSchema = z.object({ channels: z.array(channelSchema) })
