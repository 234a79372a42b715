import { requestHeader } from '../../platform/http/request-header'
import type { OperationContext } from './define'

/** The address of a page of this place, for a link that the caller passes on: as the caller reached it. */
export function linkTo({ config, event }: Pick<OperationContext, 'config' | 'event'>, path: string): string {
  const [configured] = config.PUBLIC_ORIGIN
  const origin = configured ?? requestHeader(event, 'origin') ?? `http://${requestHeader(event, 'host') ?? 'localhost'}`
  return origin + path
}
