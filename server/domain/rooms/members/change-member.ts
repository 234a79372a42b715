import * as z from 'zod/mini'
import { roomIdSchema, roomRoleSchema, type RoomRole } from '#shared/schemas/room'
import { emptySchema, reasonSchema } from '#shared/schemas/rooms'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation, type KnownContext } from '../../operations/define'
import { change } from '../../place'
import type { PlaceDb } from '../../tables'
import { record } from '../audit'
import { authorize } from '../authorize'
import { advanceIn } from '../feed/advance'
import { ROOM_CHANGES } from '../rate-limits'
import { requireOtherOwner } from './owners'
import { requireAbove } from './require-above'
import { readTarget, type Target } from './target'

const YEAR_S = 365 * 24 * 60 * 60

interface Wanted {
  readonly room: string
  readonly role?: RoomRole | undefined
  readonly mutedSeconds?: number | undefined
  readonly reason?: string | undefined
}

/** Gives a member another role, or takes the right to write from them for a time. */
export const changeMember = defineOperation({
  id: 'changeMember',
  method: 'PUT',
  path: '/api/rooms/{room}/members/{person}',
  summary: 'Gives a member another role, or mutes them for a time. An owner may make others owners, too.',
  who: { room: 'moderate' },
  limit: ROOM_CHANGES,
  input: z.strictObject({
    room: roomIdSchema,
    person: z.string().check(z.maxLength(64)),
    role: z.optional(roomRoleSchema),
    /** 0 lets the member write again. */
    mutedSeconds: z.optional(z.int().check(z.minimum(0), z.maximum(YEAR_S))),
    reason: z.optional(reasonSchema),
  }),
  output: emptySchema,
  async run(context, { person, ...wanted }) {
    const { room } = wanted
    await change(context, [room], async ({ tx, restrict }) => {
      const target = await readTarget(tx, room, person)
      if (wanted.role !== undefined) await giveRole(tx, context, target, wanted)
      if (wanted.mutedSeconds !== undefined) await mute(tx, context, target, wanted)
      await advanceIn(tx, room, person)
      await restrict(room)
    })
    await context.announce.room(room, [person])
    return {}
  },
})

async function giveRole(tx: PlaceDb, context: KnownContext, target: Target, { room, role, reason }: Wanted) {
  const caller = await authorize(tx, context, 'roles', room)
  if (role === undefined || target.standing?.role === role) return
  // Every user is a member of the channels of the configuration, with or without a row.
  if (target.standing?.state !== 'member' && !(caller.room.pinned && target.standing?.state !== 'banned')) {
    throw new ParleyError('not_found', 'That user is not a member of the room. Add them first.')
  }
  if (role !== 'member' && target.person.handle === null) {
    throw new ParleyError('forbidden', 'Only users with an account can be owners or moderators.')
  }
  // Else an owner could remove another one by demoting them first. Users may always give up their own role.
  if (target.person.id !== context.principal.id) requireAbove(caller, target)
  // A channel of the configuration has the owner of the place.
  if (target.standing?.role === 'owner' && !caller.room.pinned) await requireOtherOwner(tx, room, target.person.id)
  const row = { room, person: target.person.id, state: 'member', role, joined_at: Date.now(), muted_until: null }
  await tx.insertInto('membership').values(row)
    .onConflict(conflict => conflict.columns(['room', 'person']).doUpdateSet({ state: 'member', role })).execute()
  await record(tx, { room, by: context.principal.id, action: role, target: target.person.id, reason })
}

async function mute(tx: PlaceDb, context: KnownContext, target: Target, { room, mutedSeconds = 0, reason }: Wanted) {
  const caller = await authorize(tx, context, 'moderate', room)
  requireAbove(caller, target)
  if (caller.room.kind !== 'channel' && target.standing?.state !== 'member') {
    throw new ParleyError('not_found', 'That user is not a member of the room.')
  }
  const until = mutedSeconds === 0 ? null : Date.now() + mutedSeconds * 1_000
  const row = {
    room,
    person: target.person.id,
    state: 'left',
    role: 'member',
    joined_at: Date.now(),
    muted_until: until,
  }
  await tx.insertInto('membership').values(row)
    .onConflict(conflict => conflict.columns(['room', 'person']).doUpdateSet({ muted_until: until })).execute()
  const action = until === null ? 'unmute' : 'mute'
  await record(tx, { room, by: context.principal.id, action, target: target.person.id, reason })
}
