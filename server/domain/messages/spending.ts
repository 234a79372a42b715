import type { Spending } from '../../platform/limits/spend'

/** The allowance that commands about messages consume: one for all of them, or a flood of edits would cost nothing. */
export const MESSAGES: Spending = { what: 'messages', then: 'send it again' }
