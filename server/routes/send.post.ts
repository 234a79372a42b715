import { setResponseHeader } from 'h3'
import { defineRoute } from '../app/http/define-route'
import { readLimitedBody } from '../platform/http/read-body'
import { requestHeader } from '../platform/http/request-header'
import { execute } from '../domain/commands/table'
import { parseSendRequest } from '../domain/messages/send-request'
import { limitedAddress } from '../platform/http/address'
import { checkOrigin } from '../platform/http/cross-origin'

/**
 * `POST /send/`: publishes one message. Answers a form with `ok` and JSON with the acknowledgement, once the message is
 * in the log.
 */
export default defineRoute(async (event, parley) => {
  checkOrigin(event, parley.config)
  const { json, data, channel, clientId } = await parseSendRequest({
    body: await readLimitedBody(event),
    contentType: requestHeader(event, 'content-type') ?? '',
    // From the path alone: with an invalid Host header the whole URL would not parse.
    query: /\?(.*)/s.exec(event.path)?.[1] ?? '',
    idempotencyKey: requestHeader(event, 'idempotency-key'),
  })
  const sender = await parley.sessions.read(requestHeader(event, 'cookie'))
  const address = limitedAddress(event.node.req, parley.config.TRUST_PROXY)
  const user = sender?.principal ?? parley.anonymous(address)
  const room = parley.rooms.channelOf(channel)
  const ack = await execute(parley, { user, address }, 'send', { room, text: data, clientId })
  if (json) return ack
  setResponseHeader(event, 'Content-Type', 'text/plain; charset=utf-8')
  return 'ok'
})
