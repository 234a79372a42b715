import * as z from 'zod/mini'

/** Names a picture by what it shows: `/api/pictures/HASH` never changes. */
export const pictureHashSchema = z.string().check(z.regex(/^[\w-]{43}$/))

/** Edge of a picture, in px: what a screen of three times the density shows in the largest place. */
export const PICTURE_EDGE_PX = 256

/** Largest picture, in bytes: as Base64 it fits the body of a request. A WebP of 256 px has 5 to 20 KB. */
export const PICTURE_MAX_BYTES = 40 * 1024

/** A picture as it is sent: WebP, PNG or JPEG in Base64. */
export const pictureDataSchema = z.string().check(
  z.minLength(1),
  z.maxLength(Math.ceil(PICTURE_MAX_BYTES / 3) * 4, 'too_long'),
  z.regex(/^[A-Za-z0-9+/]+={0,2}$/),
)

/** The address of a picture, on this server. */
export function pictureUrl(hash: string): string {
  return `/api/pictures/${hash}`
}
