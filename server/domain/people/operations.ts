import type { Operation } from '../operations/define'

/** What users ask for about themselves and others. */
export const PEOPLE_OPERATIONS: readonly Operation[] = []
