import { ParleyError } from '../../../platform/errors/parley-error'

/** One answer for a link that never was and for one that is dead, so that codes can't be probed. */
export const noSuchInvite = () =>
  new ParleyError('not_found', 'This invitation is not valid (any more). Ask for another link.')

export const usedUp = () =>
  new ParleyError('taken', 'This invitation was used as often as it may be. Ask for another link.')
