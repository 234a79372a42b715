import type { Operation } from '../operations/define'
import { browseRooms } from './browse-rooms'
import { changeRoom } from './change-room'
import { createRoom } from './create-room'
import { deleteRoom } from './delete-room'
import { openDirect } from './direct/open-direct'
import { acceptInvite } from './invites/accept-invite'
import { createInvite } from './invites/create-invite'
import { listInvites } from './invites/list-invites'
import { previewInvite } from './invites/preview-invite'
import { revokeInvite } from './invites/revoke-invite'
import { joinRoom } from './join-room'
import { leaveRoom } from './leave-room'
import { listRooms } from './list-rooms'
import { markUnread } from './mark-unread'
import { addMember } from './members/add-member'
import { changeMember } from './members/change-member'
import { listMembers } from './members/list-members'
import { removeMember } from './members/remove-member'
import { changeMine } from './mine'
import { ban, unban } from './moderation/ban'
import { listAudit } from './moderation/list-audit'
import { readAll } from './read-all'
import { readRoom } from './read-room'
import { listSeen } from './seen/list-seen'

/** The operations on rooms and their members. */
export const ROOM_OPERATIONS: readonly Operation[] = [
  listRooms, browseRooms, createRoom, readAll, readRoom, changeRoom, deleteRoom, joinRoom, leaveRoom, changeMine,
  openDirect, markUnread, listSeen, listMembers, addMember, changeMember, removeMember, ban, unban, listAudit,
  createInvite, listInvites, revokeInvite, previewInvite, acceptInvite,
]
