import * as z from 'zod/mini'

/** An hour and a minute of the day, as a field for times has it. */
const timeSchema = z.string().check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/))

export const preferencesSchema = z.object({
  /** Whether this browser shows notifications, where it may. */
  shows: z.boolean(),
  sound: z.boolean(),
  /** Quiet hours: from one time of the day to another, also over midnight; null: none. */
  quiet: z.nullable(z.object({ from: timeSchema, to: timeSchema })),
})
export type Preferences = z.infer<typeof preferencesSchema>

export const DEFAULT_PREFERENCES: Preferences = { shows: true, sound: false, quiet: null }

/** Proposed where quiet hours are switched on. */
export const QUIET_HOURS = { from: '22:00', to: '07:00' } as const

/** What an earlier visit kept, or the defaults where it is not of this form. */
export function parsePreferences(kept: string | null): Preferences {
  try {
    return preferencesSchema.safeParse(JSON.parse(kept ?? 'null')).data ?? DEFAULT_PREFERENCES
  }
  catch {
    return DEFAULT_PREFERENCES
  }
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether it is quiet at this time of the device. */
export function isQuiet({ quiet }: Pick<Preferences, 'quiet'>, now: Date): boolean {
  if (quiet === null) return false
  const [from, to, at] = [minutesOf(quiet.from), minutesOf(quiet.to), now.getHours() * 60 + now.getMinutes()]
  return from <= to ? from <= at && at < to : at >= from || at < to
}
