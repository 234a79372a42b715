import type { Operation } from '../operations/define'
import { createRoom } from './create-room'

/** What users ask for about rooms and their members. */
export const ROOM_OPERATIONS: readonly Operation[] = [createRoom]
