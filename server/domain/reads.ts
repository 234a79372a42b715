import type { RateLimit } from '../platform/limits/consume'

/** Searches cost the database a scan of what they match: apart from messages, so that neither uses up the other. */
export const SEARCHES: RateLimit = { what: 'searches', then: 'try again', apart: 'search' }

/** Lists and cards that a page opens one at a time. */
export const READS: RateLimit = { what: 'requests', then: 'try again', apart: 'read' }
