import type { RateLimit } from '../../platform/limits/consume'

/** Creating, joining, inviting: apart from messages, so that neither uses up the other. */
export const ROOM_CHANGES: RateLimit = { what: 'changes of rooms', then: 'try again', apart: 'room' }

/** Trying invitation links: apart, so that guessing codes ends soon and stops nothing else. */
export const LINKS_OPENED: RateLimit = { what: 'invitation links', then: 'try again', apart: 'invite' }
