import type { Dialogs } from './load-dialogs'
import Deletion from './Deletion.vue'
import Invite from './Invite.vue'
import Leave from './Leave.vue'
import Log from './Log.vue'
import Member from './Member.vue'
import New from './New.vue'
import Room from './Room.vue'

/** All dialogs in one file, so that the second one opens at once. */
export const dialogs: Dialogs = {
  new: New, invite: Invite, room: Room, member: Member, log: Log, leave: Leave, deletion: Deletion,
}
