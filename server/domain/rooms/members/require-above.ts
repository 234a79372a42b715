import { outranks } from '../../../access/can'
import { ParleyError } from '../../../platform/errors/parley-error'
import type { Authorized } from '../authorize'
import type { Target } from './target'

/** @throws ParleyError unless the caller is above the other user: an equal can't be removed, banned or muted */
export function requireAbove(caller: Authorized, target: Target): void {
  if (outranks(caller, target, caller.room.kind)) return
  throw new ParleyError('forbidden', 'This needs a higher role in the room than that user has.')
}
