import type { Config } from '../config/schema'
import { originAllowed } from './origin'
import { RefusedOrigins } from './refused-origins'

const refused = new RefusedOrigins()

/** Whether a request with these headers is let in (`originAllowed`). Tells the operator when it is not. */
export function admitOrigin(origin: string | null | undefined, host: string | null | undefined, { PUBLIC_ORIGIN }: Pick<Config, 'PUBLIC_ORIGIN'>): boolean {
  const allowed = originAllowed(origin, host, PUBLIC_ORIGIN)
  if (!allowed) refused.add(origin ?? '', host ?? '')
  return allowed
}
