import type { Spending } from '../../platform/limits/spend'

/** What commands about messages consume: one allowance for all of them, or a flood of edits would cost nothing. */
export const MESSAGES: Spending = { what: 'messages', then: 'send it again' }
