import { ParleyError } from '../../../platform/errors/parley-error'

/** One answer for a link that never was, one that is dead and one that is used up, so that codes can't be probed. */
export const noSuchInvite = () =>
  new ParleyError('not_found', 'This invitation is not valid, or no longer valid. Ask for another link.')
