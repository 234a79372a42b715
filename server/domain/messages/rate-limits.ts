import type { RateLimit } from '../../platform/limits/consume'

/** The allowance that commands about messages consume: one for all of them, or a flood of edits would cost nothing. */
export const MESSAGES: RateLimit = { what: 'messages', then: 'send it again' }
