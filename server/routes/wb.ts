import { cookieValue } from '../utils/http/cookie-value'
import { useParley } from '../utils/parley'
import { admit, parseSince, wireForm } from '../utils/peers/admission'
import { readSession } from '../utils/people/session'
import { originAllowed } from '../utils/security/origin'

/** Refuses an upgrade. Only a thrown Response reaches the client; anything else would leave it waiting. */
function refuse(status: number, statusText: string): never {
  throw new Response(null, { status, statusText })
}

/**
 * The WebSocket of both wires. Everything about a connection is decided here, on its upgrade: where it comes from, who it is, which
 * wire it speaks. From then on it is a peer of the hub (`server/utils/peers`).
 */
export default defineWebSocketHandler({
  async upgrade(request) {
    const { headers } = request
    const { config, rooms } = await useParley().catch(() => refuse(503, 'Service Unavailable'))
    if (!originAllowed(headers.get('origin'), headers.get('host'), config.PUBLIC_ORIGIN)) refuse(403, 'Origin Not Allowed')

    const form = wireForm(headers.get('sec-websocket-protocol'))
    const visitor = await readSession(headers.get('cookie'))
    const user = visitor?.session.user ?? null
    const sealedAt = visitor?.sealedAt ?? 0
    // Without a session it is let in to be told so by a close code: of a refused upgrade a browser says only that the line broke, and the
    // page would come back for ever.
    if (form === 'app') return admit(request.context, { form, user, sealedAt, plain: null })

    const room = cookieValue(headers.get('cookie'), 'channel') ?? rooms.defaultChannel
    const since = parseSince(new URL(request.url).searchParams.get('since'))
    if (since === undefined) refuse(400, 'Since Must Be A Number')
    try {
      rooms.demand(user, 'read', room)
    }
    catch {
      refuse(404, 'No Such Channel')
    }
    admit(request.context, { form, user, sealedAt, plain: { room, since } })
  },
})
