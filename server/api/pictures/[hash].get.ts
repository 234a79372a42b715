import { getRouterParam, setResponseHeaders } from 'h3'
import { pictureHashSchema } from '#shared/schemas/picture'
import { defineRoute } from '../../app/http/define-route'
import { readPicture } from '../../domain/pictures/store'
import { ParleyError } from '../../platform/errors/parley-error'

/** A year. */
const KEPT_S = 31_536_000

/**
 * `GET /api/pictures/:hash`: a picture, with the type that its bytes have. It is named by what it shows, so a browser
 * keeps it; and it can do nothing, should a browser open it as a page.
 */
export default defineRoute(async (event, { place }) => {
  const hash = pictureHashSchema.safeParse(getRouterParam(event, 'hash'))
  const picture = hash.success ? await readPicture(place.db, hash.data) : null
  if (!picture) throw new ParleyError('not_found', 'There is no such picture.')
  setResponseHeaders(event, {
    'Content-Type': picture.type,
    'Cache-Control': `private, max-age=${KEPT_S}, immutable`,
    'Content-Security-Policy': 'default-src \'none\'; sandbox',
    'X-Content-Type-Options': 'nosniff',
    'Content-Disposition': 'inline; filename="picture"',
  })
  return picture.bytes
})
