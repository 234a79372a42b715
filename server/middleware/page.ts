import { randomBytes } from 'node:crypto'
import { createError, getRequestHeader, setResponseHeader, type H3Event } from 'h3'
import type { Visitor } from '#shared/schemas/http'
import type { Room } from '#shared/schemas/room'
import { LANGUAGE_COOKIE } from '#shared/languages'
import { cookieValue } from '../platform/http/cookie-value'
import { gzipPage, takesGzip } from '../app/page/compress'
import { KeptPages, type PageRequest } from '../app/page/kept-pages'
import { pageLanguage } from '../platform/http/language'
import { pageAt } from '../platform/http/page-path'
import { cutPage, fillPage, type PageTemplate } from '../app/page/template'
import { useParley } from '../app/parley'
import type { Principal } from '../core/principal'
import type { RoomDirectory } from '../domain/rooms/directory'

const NONCE_BYTES = 18

/**
 * Renders without a visitor: the request holds everything that the page depends on, and nothing of its first visitor.
 */
async function render({ path, language, room, ...page }: PageRequest): Promise<PageTemplate> {
  const headers = { accept: 'text/html', cookie: `${LANGUAGE_COOKIE}=${language}; channel=${room}` }
  const answer = await useNitroApp().localFetch(path, { headers, context: { _platform: { page } } })
  if (answer.status !== 200)
    throw createError({ statusCode: answer.status, message: `The page ${path} could not be rendered.` })
  return cutPage(await answer.text(), answer.headers)
}

const pages = new KeptPages(render)

const templateOf = (request: PageRequest) => import.meta.dev ? render(request) : pages.get(request)

/** The request of a screen beside the chat, which depends on its path and language only. */
const SCREEN = { room: '', named: false, rooms: [] }

/**
 * Answers a page: rendered once for all visitors of the same page, with its own nonce and the visitor's
 * part inserted. A first visit creates its guest later, with `GET /api/session`: the answers to two tabs opened at once
 * would set two cookies, and the later one would replace the user of the other tab.
 */
export default defineEventHandler(async (event) => {
  event.context.language = () => pageLanguage(event.headers.get('cookie'), event.headers.get('accept-language'))
  if (event.context.page || !['GET', 'HEAD'].includes(event.method)) return
  const address = pageAt(event.path)
  if (!address) return

  const { rooms, latest, sessions } = await useParley()
  const visit = await sessions.renew(event)
  const session = visit?.session ?? null
  if (address.kind === 'screen') {
    const request = { ...SCREEN, path: address.path, language: event.context.language() }
    return answer(event, await templateOf(request), { session, latest: null })
  }
  const named = address.room
  const user = visit?.principal ?? null
  const pinned = rooms.pinned.filter(({ id }) => rooms.may(user, 'read', id)).map(({ id }) => rooms.known(id)?.room)
  const addressed = named === null || rooms.isPinned(named) ? null : await addressedRoom(rooms, user, named)
  const readable = [...pinned, addressed].filter(room => room !== null && room !== undefined)
  const cookies = event.headers.get('cookie')
  const room = readable.find(({ id }) => id === (named ?? cookieValue(cookies, 'channel'))) ?? readable[0]
  if (!room || (named !== null && room.id !== named))
    throw createError({ statusCode: 404, message: 'There is no such room.' })

  const path = named === null ? '/' : `/r/${named}`
  const request: PageRequest = {
    path,
    language: event.context.language(),
    room: room.id,
    named: session?.named ?? false,
    rooms: readable,
  }
  return answer(event, await templateOf(request), { session, latest: session ? null : await latest.get(room.id) })
})

/** A room that is no configured channel, for users who may read it. Its page is cached under its title. */
async function addressedRoom(rooms: RoomDirectory, user: Principal | null, id: string): Promise<Room | null> {
  const entry = await rooms.load(id)
  return entry && rooms.may(user, 'read', id) ? entry.room : null
}

async function answer(event: H3Event, template: PageTemplate, visitor: Visitor): Promise<string | Buffer> {
  const { html, headers } = fillPage(template, randomBytes(NONCE_BYTES).toString('base64'), visitor)
  for (const [name, value] of headers) setResponseHeader(event, name, value)
  setResponseHeader(event, 'Cache-Control', 'no-store')
  setResponseHeader(event, 'Vary', 'Accept-Encoding')
  if (!takesGzip(getRequestHeader(event, 'accept-encoding') ?? null)) return html
  setResponseHeader(event, 'Content-Encoding', 'gzip')
  return gzipPage(html)
}
