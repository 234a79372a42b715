import * as z from 'zod/mini'
import { PASSWORD_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { rateLimited } from '../../../platform/limits/consume'
import { defineOperation, type KnownContext } from '../../operations/define'
import { change, type PlaceChange } from '../../place'
import { advanceAll, type FeedChange } from '../../rooms/feed/advance'
import { readAccount } from '../accounts/read-account'
import { lockOwners, requireOwner } from '../accounts/owners'
import { keepPerson } from '../people'
import { confirmPassword } from '../security/confirm-password'
import { forgetDevice } from '../sign-in/known-device'
import { typedHandleSchema } from '../sign-in/typed-handle'
import { eraseMessages, erasePerson } from './erasure'
import { handOver, roomsOfOnlyOwner } from './hand-over-rooms'
import { scanKey } from './scan-key'

const MOVED = 'The owners of a room changed just now. Try again in a moment.'

/** Erases the caller: the account at once, the messages right after, in the background. Nothing brings them back. */
export const eraseAccount = defineOperation({
  id: 'eraseAccount',
  method: 'POST',
  path: '/api/account/erase',
  summary: 'Erases the account, or the guest, and all messages of the caller.',
  who: 'session',
  input: z.strictObject({
    password: z.optional(z.string().check(z.maxLength(PASSWORD_MAX_CHARS))),
    /** For an account without a password: its handle, typed again. */
    handle: z.optional(typedHandleSchema),
    /** Of a guest, who has neither: that it is meant. */
    guest: z.optional(z.literal(true)),
  }),
  output: z.object({}),
  async run(context, given) {
    const { visit, principal: { id }, config, db, event, people, sessions, announce } = context
    const isGuest = !visit.session.account
    await (isGuest ? confirmGuest(context, given.guest) : confirmAccount(context, given))
    const pinned = config.CHANNELS.map(room => room.id)
    const rooms = await roomsOfOnlyOwner(db, id, pinned)
    await change(context, rooms, async (changing) => {
      const { tx } = changing
      await lockOwners(tx)
      if (isGuest) await lockGuest(changing, context)
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

interface Given {
  readonly password?: string | undefined
  readonly handle?: string | undefined
}

async function confirmAccount(context: KnownContext, { password, handle }: Given): Promise<void> {
  const account = await readAccount(context)
  await confirmPassword(context, password)
  if (account.password === null && handle !== account.handle) {
    throw new ParleyError('invalid', 'Type the handle of the account to erase it.')
  }
}

async function confirmGuest(context: KnownContext, isMeant: true | undefined): Promise<void> {
  if (!isMeant) throw new ParleyError('invalid', 'A guest confirms with {"guest": true}.')
  const waitMs = await context.exports.consume(`erase ${scanKey(context)}`)
  if (waitMs > 0) throw rateLimited('Too many guests of your address are erased.', 'try again', waitMs)
}

/** The row stays, so that nothing is stored under the id any more. Meanwhile it may have become an account. */
async function lockGuest({ tx }: PlaceChange, { visit: { session: { user } } }: KnownContext): Promise<void> {
  await keepPerson(tx, user)
  const guest = await tx.updateTable('person').set({ id: user.id }).where('id', '=', user.id)
    .where('handle', 'is', null).where('disabled_at', 'is', null).returning('id').executeTakeFirst()
  if (!guest) throw new ParleyError('unauthorized', 'You have an account by now. Reload the page.')
}
