import type { Spending } from '../../platform/limits/spend'

/** Creating, joining, inviting: apart from messages, so that neither uses up the other. */
export const ROOM_CHANGES: Spending = { what: 'changes of rooms', then: 'try again', apart: 'room' }
