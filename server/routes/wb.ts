import { toParleyError } from '../core/errors/to-parley-error'
import { cookieValue } from '../platform/http/cookie-value'
import { useParley } from '../app/parley'
import { admit, parseSince, wireOf } from '../core/peers/admission'
import { sentence } from '../platform/gate/upgrade-refusal'
import { admitOrigin } from '../platform/http/admit-origin'

/**
 * Refuses an upgrade with a sentence. Only a thrown Response reaches the client; another error would leave it waiting.
 */
function refuse(status: number, statusText: string, why: string): never {
  throw sentence(status, statusText, why)
}

const NOT_A_SEQ = 'since must be a whole number in decimal digits: '
  + 'the seq of the last message you have, or 0 for all messages.'
const STARTING = 'The server is starting. Connect again in a moment.'

/**
 * The WebSocket of both wires. The upgrade decides on a connection's origin, user and wire. From then on it is a peer
 * of the hub (`server/core/peers`).
 */
export default defineWebSocketHandler({
  async upgrade(request) {
    const { headers } = request
    const { config, rooms, sessions } = await useParley().catch(() => refuse(503, 'Service Unavailable', STARTING))
    if (!admitOrigin(headers.get('origin'), headers.get('host'), config)) {
      refuse(
        403,
        'Origin Not Allowed',
        'This Origin is not allowed here. The operator lists allowed origins in PUBLIC_ORIGIN.',
      )
    }

    const wire = wireOf(headers.get('sec-websocket-protocol'))
    const visitor = await sessions.read(headers.get('cookie'))
    const user = visitor?.principal ?? null
    const sealedAt = visitor?.sealedAt ?? 0
    // Without a session the upgrade succeeds, and a close code says why: browsers report a refused upgrade as a broken
    // connection, and the page would reconnect for ever.
    const { searchParams } = new URL(request.url)
    if (wire === 'app')
      return admit(request.context, { wire, user, sealedAt, feed: searchParams.get('feed'), plain: null })

    const room = rooms.channelOf(cookieValue(headers.get('cookie'), 'channel'))
    const since = parseSince(searchParams.get('since'))
    if (since === undefined) refuse(400, 'Bad Request', NOT_A_SEQ)
    try {
      await rooms.authorize(user, 'read', room)
      // The plain wire reads only public channels, for every user: its texts do not name their room.
      await rooms.authorize(null, 'read', room)
    }
    catch (thrown) {
      refuse(404, 'No Such Channel', toParleyError(thrown).message)
    }
    admit(request.context, { wire, user, sealedAt, feed: null, plain: { room, since } })
  },
})
