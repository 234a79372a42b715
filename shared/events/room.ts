import * as z from 'zod/mini'
import { commandMarks } from './message'

/** The author gave a private room another title. */
export const roomEventSchema = z.object({ type: z.literal('room'), ...commandMarks, title: z.string() })
export type RoomEvent = z.infer<typeof roomEventSchema>
