import * as z from 'zod/mini'
import { eventKind } from './kind'

/** The author gave a private room another title. */
export const roomEvent = eventKind('room', { title: z.string() })
export type RoomEvent = z.infer<typeof roomEvent.schema>
