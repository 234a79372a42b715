import * as z from 'zod/mini'
import { facesSchema } from '#shared/schemas/people'
import { pictureDataSchema } from '#shared/schemas/picture'
import { roomIdSchema } from '#shared/schemas/room'
import { emptySchema, roomAnswerSchema } from '#shared/schemas/rooms'
import type { RateLimit } from '../../platform/limits/consume'
import { defineOperation, type KnownContext, type Operation } from '../operations/define'
import { faceOf } from '../people/people'
import { change } from '../place'
import { answerRoom } from '../rooms/answer-room'
import { record } from '../rooms/audit'
import { authorize } from '../rooms/authorize'
import { keepInfo } from '../rooms/change-room'
import { advanceMembers } from '../rooms/feed/advance'
import { pictureOf, setPicture } from './store'

const PICTURES: RateLimit = { what: 'pictures', then: 'try again', apart: 'picture' }

/** Gives the caller another picture, or none. */
async function setOwn(context: KnownContext, data: string | null) {
  const { principal: { id }, people, announce } = context
  const picture = data === null ? null : pictureOf(data)
  await change(context, [], ({ tx }) => setPicture(tx, { person: id }, picture))
  people.forget(id)
  announce.face(id)
  const stored = await people.find(id)
  const face = stored && faceOf(stored)
  return { people: face ? [face] : [] }
}

const setOwnPicture = defineOperation({
  id: 'setPicture',
  method: 'PUT',
  path: '/api/account/picture',
  summary: 'Gives the caller a picture: WebP, PNG or JPEG in Base64.',
  who: 'account',
  limit: PICTURES,
  input: z.strictObject({ data: pictureDataSchema }),
  output: facesSchema,
  run: (context, { data }) => setOwn(context, data),
})

const removeOwnPicture = defineOperation({
  id: 'removePicture',
  method: 'DELETE',
  path: '/api/account/picture',
  summary: 'Removes the picture of the caller.',
  who: 'account',
  limit: PICTURES,
  input: z.strictObject({}),
  output: emptySchema,
  async run(context) {
    await setOwn(context, null)
    return {}
  },
})

/** Gives a room another picture, or none. */
async function setOfRoom(context: KnownContext, id: string, data: string | null) {
  const picture = data === null ? null : pictureOf(data)
  await change(context, [id], async ({ tx, restrict }) => {
    const { room } = await authorize(tx, context, 'manage', id)
    if (room.pinned) await keepInfo(tx, room)
    await setPicture(tx, { room: id }, picture)
    await record(tx, { room: id, by: context.principal.id, action: 'settings', reason: 'picture' })
    await restrict(id)
    if (!room.pinned) await advanceMembers(tx, id)
  })
  await context.announce.room(id)
  return answerRoom(context, id)
}

const setRoomPicture = defineOperation({
  id: 'setRoomPicture',
  method: 'PUT',
  path: '/api/rooms/{room}/picture',
  summary: 'Gives the room a picture: WebP, PNG or JPEG in Base64.',
  who: { room: 'manage' },
  limit: PICTURES,
  input: z.strictObject({ room: roomIdSchema, data: pictureDataSchema }),
  output: roomAnswerSchema,
  run: (context, { room, data }) => setOfRoom(context, room, data),
})

const removeRoomPicture = defineOperation({
  id: 'removeRoomPicture',
  method: 'DELETE',
  path: '/api/rooms/{room}/picture',
  summary: 'Removes the picture of the room.',
  who: { room: 'manage' },
  limit: PICTURES,
  input: z.strictObject({ room: roomIdSchema }),
  output: roomAnswerSchema,
  run: (context, { room }) => setOfRoom(context, room, null),
})

export const PICTURE_OPERATIONS: readonly Operation[] = [
  setOwnPicture, removeOwnPicture, setRoomPicture, removeRoomPicture,
]
