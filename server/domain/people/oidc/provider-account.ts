import { nanoid } from 'nanoid'
import { handleSchema } from '#shared/schemas/handle'
import { userNameSchema } from '#shared/schemas/user'
import { HANDLE_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../../../platform/errors/parley-error'
import { requestHeader } from '../../../platform/http/request-header'
import type { OperationContext } from '../../operations/define'
import { change } from '../../place'
import type { PlaceDb } from '../../tables'
import { admitNewAccount, admitPerson } from '../accounts/admit-new-account'
import { keepAccount } from '../accounts/keep-account'
import { orHandleTaken } from '../accounts/taken'
import { lockEnabled } from '../accounts/lock-enabled'
import { friendlyName } from '../friendly-name'
import type { OidcProfile } from './profile'

/** The account of a provider's user is found by issuer and subject, and by nothing else: a mail address never links. */
export async function findLinked(db: PlaceDb, { issuer, subject }: OidcProfile) {
  return db.selectFrom('person').select(['id', 'totp_secret'])
    .where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst()
}

/** Links the account of a user who is signed in. @throws ParleyError `taken` */
export async function linkAccount(context: OperationContext, id: string, profile: OidcProfile): Promise<void> {
  const { issuer, subject } = profile
  const taken = new ParleyError('taken', 'This is linked with an account already. Unlink it there first.')
  const linked = await orHandleTaken(context.db.updateTable('person').set({ issuer, subject })
    .where('id', '=', id).where('handle', 'is not', null).where('issuer', 'is', null)
    .returning('id').executeTakeFirst()).catch(() => Promise.reject(taken))
  if (!linked) throw taken
}

/** A sign-in of the linked account. @throws ParleyError */
export async function signInLinked(
  context: OperationContext, linked: NonNullable<Awaited<ReturnType<typeof findLinked>>>,
): Promise<{ id: string, session: string }> {
  const { id } = linked
  // No second door: the provider stands for the password only.
  if (linked.totp_secret !== null) {
    throw new ParleyError('second_factor', 'This account has a second factor. Sign in with handle, password and code.')
  }
  const session = await change(context, [], async ({ tx }) => {
    await lockEnabled(tx, id)
    return context.signIns.create(id, requestHeader(context.event, 'user-agent'), tx)
  })
  return { id, session }
}

/** A new account for a provider's user, as the owner set who may have one. A guest keeps the id. */
export async function createLinked(
  context: OperationContext, profile: OidcProfile, invite: string | undefined,
): Promise<{ id: string, session: string }> {
  const { visit, event, signIns, db } = context
  const room = await admitNewAccount(context, db, invite)
  const isGuest = visit && !visit.session.account
  const id = isGuest ? visit.principal.id : `u_${nanoid(16)}`
  const { issuer, subject } = profile
  const language = requestHeader(event, 'accept-language') ?? undefined
  const fallback = isGuest ? visit.session.user.name : friendlyName(language)
  const name = userNameSchema.safeParse(profile.name ?? '').data ?? fallback
  const session = await orHandleTaken(change(context, room === null ? [] : [room], async ({ tx }) => {
    await admitPerson(context, tx, invite, id)
    const handle = await freeHandle(tx, profile)
    await keepAccount(tx, { id, name, handle, role: 'member', password: null, issuer, subject })
    return signIns.create(id, requestHeader(event, 'user-agent'), tx)
  }))
  return { id, session }
}

/** The handle that the provider has for the user, or one like it that is free. The user can change it. */
async function freeHandle(tx: PlaceDb, { username, name }: OidcProfile): Promise<string> {
  const wanted = (username ?? name ?? '').normalize('NFKD').toLowerCase().replaceAll(/[^a-z0-9]+/g, '')
  const stem = handleSchema.safeParse(wanted.slice(0, HANDLE_MAX_CHARS - 5)).data ?? 'user'
  for (let tries = 0; tries < 20; tries++) {
    const ending = nanoid(4).toLowerCase().replaceAll(/[^a-z0-9]/g, '0')
    const handle = tries === 0 && stem !== 'user' ? stem : `${stem}-${ending}`
    const other = await tx.selectFrom('person').select('id').where('handle', '=', handle).executeTakeFirst()
    if (!other) return handle
  }
  throw new ParleyError('unavailable', 'No free handle was found. Try again.')
}
