import { describe, expect, it } from 'vitest'
import { ROOM_ROLES, type RoomRole } from '#shared/schemas/room'
import { PLACE_ROLES, type PlaceRole } from '#shared/schemas/user'
import { can, outranks as serverOutranks } from '../../../../server/access/can'
import { outranks, rightsIn } from '~/components/manage/rights'

const KINDS = ['channel', 'private', 'direct'] as const
const ACTIONS = ['invite', 'manage', 'moderate', 'roles', 'destroy'] as const

const cases = KINDS.flatMap(
  kind =>
    [false, true].flatMap(pinned =>
      [false, true].flatMap(archived =>
        PLACE_ROLES.flatMap(place =>
          [undefined, ...ROOM_ROLES].map(role => ({ room: { kind, pinned, archived }, place, role })),
        ),
      ),
    ),
  // Only channels are those of the configuration.
).filter(({ room }) => !room.pinned || room.kind === 'channel')

const accountOf = (place: PlaceRole) => place === 'guest' ? undefined : { handle: 'ada', role: place }
const standingOf = (role: RoomRole | undefined) => role ? { state: 'member', role } as const : null

describe('what the page offers in a room', () => {
  it('is what the server would allow', () => {
    for (const { room, place, role } of cases) {
      const offered = rightsIn({ ...room, ...(role ? { role } : {}) }, accountOf(place))
      const allowed = ACTIONS.filter(action =>
        can({ id: 'u_1', role: place }, action, { room, standing: standingOf(role) }),
      )
      expect(ACTIONS.filter(action => offered[action]), JSON.stringify({ room, place, role })).toEqual(allowed)
    }
  })

  it('knows which role is above which as the server does', () => {
    for (const { room, place, role } of cases.filter(one => one.role !== undefined)) {
      for (const other of ROOM_ROLES) {
        const mine = { principal: { id: 'u_1', role: place }, standing: standingOf(role) }
        const theirs = { principal: { id: 'u_2', role: 'member' as const }, standing: standingOf(other) }
        expect(outranks({ ...room, ...(role ? { role } : {}) }, accountOf(place), { roomRole: other, role: 'member' }))
          .toBe(serverOutranks(mine, theirs, room.kind))
      }
    }
  })
})
