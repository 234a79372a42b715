import { createHash } from 'node:crypto'
import { PICTURE_MAX_BYTES } from '#shared/schemas/picture'
import { ParleyError } from '../../platform/errors/parley-error'
import type { PlaceDb } from '../tables'
import { pictureType } from './kind'

interface StoredPicture {
  readonly hash: string
  readonly type: string
  readonly data: string
}

/** The user or room that has the picture. */
type PictureOwner = { readonly person: string } | { readonly room: string }

/** Checks a picture. @throws ParleyError `invalid` */
export function pictureOf(data: string): StoredPicture {
  const bytes = Buffer.from(data, 'base64')
  const type = pictureType(bytes)
  if (type === null || bytes.length > PICTURE_MAX_BYTES) {
    throw new ParleyError(
      'invalid',
      `data must be a WebP, PNG or JPEG of ${PICTURE_MAX_BYTES} bytes or less, in Base64.`,
    )
  }
  return { hash: createHash('sha256').update(bytes).digest('base64url'), type, data: bytes.toString('base64') }
}

/**
 * Gives a user or room another picture, or none, in a transaction of the caller. A picture without an owner is deleted.
 */
export async function setPicture(tx: PlaceDb, owner: PictureOwner, picture: StoredPicture | null): Promise<void> {
  const before = await pictureNow(tx, owner)
  if (picture) {
    await tx.insertInto('picture').values({ ...picture, created_at: Date.now() })
      .onConflict(conflict => conflict.doNothing()).execute()
  }
  const set = { picture: picture?.hash ?? null }
  if ('person' in owner) await tx.updateTable('person').set(set).where('id', '=', owner.person).execute()
  else await tx.updateTable('room_info').set(set).where('id', '=', owner.room).execute()
  if (before !== null && before !== picture?.hash) await removeUnused(tx, before)
}

async function pictureNow(tx: PlaceDb, owner: PictureOwner): Promise<string | null> {
  const row = 'person' in owner
    ? await tx.selectFrom('person').select('picture').where('id', '=', owner.person).executeTakeFirst()
    : await tx.selectFrom('room_info').select('picture').where('id', '=', owner.room).executeTakeFirst()
  return row?.picture ?? null
}

/** Two may have the same picture. */
async function removeUnused(tx: PlaceDb, hash: string): Promise<void> {
  await tx
    .deleteFrom('picture')
    .where('hash', '=', hash)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom('person').select('id').where('picture', '=', hash))))
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('room_info').select('id').where('picture', '=', hash))),
    )
    .execute()
}

/** A picture as it is served; null where there is none (any more). */
export async function readPicture(db: PlaceDb, hash: string): Promise<{ type: string, bytes: Buffer } | null> {
  const row = await db.selectFrom('picture').select(['type', 'data']).where('hash', '=', hash).executeTakeFirst()
  return row ? { type: row.type, bytes: Buffer.from(row.data, 'base64') } : null
}
