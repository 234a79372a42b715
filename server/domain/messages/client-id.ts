import { clientIdSchema } from '#shared/events/marks'
import { ParleyError } from '../../platform/errors/parley-error'

/** The client id of a command that came over HTTP, where there may be none. @throws ParleyError */
export function checkClientId(value: string | null | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  if (clientIdSchema.safeParse(value).success) return value
  const form = '1 to 64 letters, digits, "_", "-", "." or ":"'
  throw new ParleyError('invalid', `The Idempotency-Key (or clientId) must be ${form}. A UUID is a good one.`)
}
