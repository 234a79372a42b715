/** Whether the fault tests run in their long form (`npm run test:faults`), not in the short one of `npm test`. */
export const WHOLE = process.env.PARLEY_FAULTS === 'full'

/** The amount of something in a fault test: less in the short form. */
export function inForm<T>(short: T, whole: T): T {
  return WHOLE ? whole : short
}
