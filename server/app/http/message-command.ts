import { getRouterParam, type H3Event } from 'h3'
import { checkClientId } from '../../domain/messages/client-id'
import type { Caller } from '../../core/peers/execute'
import { ParleyError } from '../../platform/errors/parley-error'
import { limitedAddress } from '../../platform/http/address'
import { checkOrigin } from '../../platform/http/cross-origin'
import { requestHeader } from '../../platform/http/request-header'
import type { Parley } from '../parley'

/** Longer numbers would lose digits in JavaScript. */
const SEQ = /^\d{1,15}$/

const NOT_A_SEQ = 'The address must end with the seq of a message: a whole number in decimal digits.'
const NO_SESSION = 'A message can be changed only by its author. Send the session cookie that GET /api/session set.'

/** Everything that the routes of one message read from a request, except the body. */
export interface MessageCommand {
  readonly caller: Caller
  readonly input: { readonly room: string, readonly target: number, readonly clientId: string | undefined }
}

/**
 * Reads a request that changes one message: `/api/rooms/:room/messages/:seq`, with an optional `Idempotency-Key`.
 * @throws ParleyError
 */
export async function readMessageCommand(
  event: H3Event,
  { config, sessions }: Pick<Parley, 'config' | 'sessions'>,
): Promise<MessageCommand> {
  checkOrigin(event, config)
  const room = getRouterParam(event, 'room') ?? ''
  const seq = getRouterParam(event, 'seq') ?? ''
  if (!SEQ.test(seq)) throw new ParleyError('invalid', NOT_A_SEQ)
  const clientId = checkClientId(requestHeader(event, 'idempotency-key'))
  const visitor = await sessions.read(requestHeader(event, 'cookie'))
  if (!visitor) throw new ParleyError('unauthorized', NO_SESSION)
  const address = limitedAddress(event.node.req, config.TRUST_PROXY)
  return { caller: { user: visitor.principal, address }, input: { room, target: Number(seq), clientId } }
}
