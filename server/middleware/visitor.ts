import { setResponseHeader } from 'h3'
import { ensureSession } from '../utils/people/session'
import { useParley } from '../utils/parley'
import { can } from '../utils/permission/can'

/**
 * Lets a page know its visitor before it is rendered: a first visit gets a guest, and the page starts with who they are and which rooms
 * there are. Runs only when a page asks, so assets and API calls cost nothing. It guards nothing: each handler asks for itself.
 */
export default defineEventHandler((event) => {
  event.context.meetVisitor = async () => {
    const { rooms } = await useParley()
    const { session } = await ensureSession(event)
    setResponseHeader(event, 'Cache-Control', 'no-store')
    return { session, rooms: rooms.rooms.filter(room => can(session.user, 'read', room)) }
  }
})
