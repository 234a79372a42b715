import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { defineOperation } from '../../operations/define'
import { change } from '../../place'
import { advanceAll, type FeedChange } from '../../rooms/feed/advance'
import { readAccount } from '../accounts/read-account'
import { requireOwner, lockOwners } from '../accounts/owners'
import { confirmPassword } from '../security/confirm-password'
import { forgetDevice } from '../sign-in/known-device'
import { typedHandleSchema } from '../sign-in/typed-handle'
import { eraseMessages, erasePerson } from './erasure'
import { handOver, roomsOfOnlyOwner } from './hand-over-rooms'

const MOVED = 'The owners of a room changed just now. Try again in a moment.'

/** Erases the caller: the account at once, the messages right after, in the background. Nothing brings them back. */
export const eraseAccount = defineOperation({
  id: 'eraseAccount',
  method: 'POST',
  path: '/api/account/erase',
  summary: 'Erases the account and all messages of the caller.',
  who: 'account',
  input: z.strictObject({
    password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))),
    /** For an account without a password: its handle, typed again. */
    handle: z.optional(typedHandleSchema),
  }),
  output: z.object({}),
  async run(context, { password, handle }) {
    const { principal: { id }, config, db, event, people, sessions, announce } = context
    const account = await readAccount(context)
    await confirmPassword(context, password)
    if (account.password === null && handle !== account.handle) {
      throw new ParleyError('invalid', 'Type the handle of the account to erase it.')
    }
    const pinned = config.CHANNELS.map(room => room.id)
    const rooms = await roomsOfOnlyOwner(db, id, pinned)
    await change(context, rooms, async (changing) => {
      const { tx } = changing
      await lockOwners(tx)
      // A room that is not locked, and whose other owner left since, can't be decided here: the next try finds it.
      const owned = await roomsOfOnlyOwner(tx, id, pinned)
      if (owned.some(room => !rooms.includes(room))) throw new ParleyError('unavailable', MOVED, 1_000)
      const moved: FeedChange[] = []
      for (const room of owned) moved.push(...await handOver(changing, room, id))
      await erasePerson(tx, id)
      await advanceAll(tx, moved)
      await requireOwner(tx)
    })
    people.forget(id)
    sessions.signOut(event)
    forgetDevice(context)
    announce.person(id)
    announce.face(id)
    announce.signedOut(id, null)
    for (const room of rooms) await announce.room(room)
    eraseMessages(context, id)
    return {}
  },
})
