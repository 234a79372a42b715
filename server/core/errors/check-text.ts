import type * as z from 'zod/mini'
import { textSchema } from '#shared/events/message'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../platform/errors/parley-error'

/**
 * The refusal of a text that `textSchema` found wrong, the same for every way in. Null for other faults, such as a
 * missing text.
 * @param issues those of the text
 */
export function textRefusal(issues: readonly z.core.$ZodIssue[]): ParleyError | null {
  if (issues.some(({ code }) => code === 'custom')) {
    return new ParleyError('empty', 'The message is empty: there is nothing to see in it. Send some text.')
  }
  if (issues.some(({ code }) => code === 'too_big')) {
    return new ParleyError('too_long', `The message has more than ${TEXT_MAX_CHARS} characters. Send it in parts.`)
  }
  return null
}

/** @throws ParleyError `empty` or `too_long`, with what to do instead */
export function checkText(text: string): void {
  const refusal = textRefusal(textSchema.safeParse(text).error?.issues ?? [])
  if (refusal) throw refusal
}
