import * as z from 'zod/mini'
import { HANDLE_MAX_CHARS, HANDLE_MIN_CHARS } from '../limits'
import { HANDLE_FORM } from '../text/handle-form'
import { isReservedName } from '../text/reserved-names'

/** Words that are no display names, but would look official behind an `@`. */
const RESERVED = new Set(['guest', 'help', 'info', 'security', 'abuse', 'webmaster', 'postmaster', 'noreply', 'api'])

/** The rules of a handle, each with its key for the screens. They hold for new handles; older ones stay. */
export const HANDLE_RULES = [
  { problem: 'empty', broken: (handle: string) => handle === '' },
  { problem: 'too_short', broken: (handle: string) => handle.length < HANDLE_MIN_CHARS },
  { problem: 'too_long', broken: (handle: string) => handle.length > HANDLE_MAX_CHARS },
  { problem: 'invalid', broken: (handle: string) => !HANDLE_FORM.test(handle) },
  { problem: 'reserved', broken: (handle: string) => RESERVED.has(handle) || isReservedName(handle) },
] as const

/**
 * A handle as people type it: phones begin it with a capital letter, and some people begin it with `@`.
 * @returns the handle as stored
 */
export function cleanHandle(typed: string): string {
  return typed.trim().replace(/^@/, '').toLowerCase()
}

/** A handle (`@ada`) as stored, without the `@`: unique, lower case, ASCII. Typed capitals become lower case. */
export const handleSchema = z.string().check(
  z.overwrite(cleanHandle),
  ...HANDLE_RULES.map(({ problem, broken }) => z.refine<string>(handle => !broken(handle), problem)),
)
