/** Whether the fault tests run in their whole form (`npm run test:faults`), which takes long, instead of the short one of `npm test`. */
export const WHOLE = process.env.PARLEY_FAULTS === 'full'

/** How much of something a fault test does: little in the short form, all in the whole one. */
export function inForm<T>(short: T, whole: T): T {
  return WHOLE ? whole : short
}
