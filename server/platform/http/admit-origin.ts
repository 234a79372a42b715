import type { Config } from '../config/schema'
import { originAllowed } from './origin'
import { RefusedOrigins } from './refused-origins'

const refused = new RefusedOrigins()

/** Checks `originAllowed` and logs a refusal for the operator. */
export function admitOrigin(
  origin: string | null | undefined,
  host: string | null | undefined,
  config: Pick<Config, 'PUBLIC_ORIGIN'>,
): boolean {
  const allowed = originAllowed(origin, host, config.PUBLIC_ORIGIN)
  if (!allowed) refused.add(origin ?? '', host ?? '')
  return allowed
}
