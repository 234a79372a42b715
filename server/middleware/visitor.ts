import { setResponseHeader } from 'h3'
import { ensureSession } from '../utils/people/session'
import { useParley } from '../utils/parley'
import { can } from '../utils/permission/can'

/**
 * Knows the visitor before a page is rendered: a first visit gets a guest, and the page starts with who they are and which rooms there
 * are. It guards nothing: each handler asks for itself.
 */
export default defineEventHandler(async (event) => {
  if (event.method !== 'GET' || !event.headers.get('accept')?.includes('text/html')) return
  const { rooms } = await useParley()
  const session = await ensureSession(event)
  event.context.bootstrap = { session, rooms: rooms.rooms.filter(room => can(session.user, 'read', room)) }
  setResponseHeader(event, 'Cache-Control', 'no-store')
})
