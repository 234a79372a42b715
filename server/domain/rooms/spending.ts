import type { Spending } from '../../platform/limits/spend'

/** Creating, joining, inviting: apart from messages, so that neither uses up the other. */
export const ROOM_CHANGES: Spending = { what: 'changes of rooms', then: 'try again', apart: 'room' }

/** Trying invitation links: apart, so that guessing codes ends soon and stops nothing else. */
export const LINKS_OPENED: Spending = { what: 'invitation links', then: 'try again', apart: 'invite' }
