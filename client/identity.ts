import type { Session, User } from '#shared/schemas/user'
import type { Hello } from './connection/link'
import type { ChatHttp } from './http'
import type { RenameResult } from './types'

export interface IdentityDeps {
  readonly http: Pick<ChatHttp, 'rename'>
  /** Whether commands of this user wait. */
  hasWaiting(): boolean
  /** Another user's session took the place of this one: the client ends, for a page that starts over or for good. */
  ended(startOver: boolean): void
  /** What is shown depends on the name and the account. */
  changed(): void
}

/** The user of this client. */
export interface Identity {
  session(): Session
  /** Takes what the server says on a new connection. False if it speaks of another user; the client has ended then. */
  greeted(hello: Hello): boolean
  /** The name or the account changed on another device. */
  renamed(user: User, account?: Session['account']): void
  rename(name: string): Promise<RenameResult>
}

export function createIdentity(given: Session, deps: IdentityDeps): Identity {
  let session = given

  /**
   * Another person's session took this one's place in the browser: what is shown and what waits to be sent is not
   * theirs.
   */
  function endIfOtherUser(user: User): boolean {
    if (user.id === session.user.id) return false
    deps.ended(!session.named && !deps.hasWaiting())
    return true
  }

  return {
    session: () => session,
    greeted(hello) {
      if (endIfOtherUser(hello.user)) return false
      const named = session.named || hello.account !== undefined || hello.user.name !== session.user.name
      session = { user: hello.user, named, account: hello.account }
      return true
    },
    renamed(user, account = session.account) {
      session = { user, named: true, account }
      deps.changed()
    },
    async rename(name) {
      const renamed = await deps.http.rename(name)
      if (!renamed.ok) return renamed
      const before = session
      if (endIfOtherUser(renamed.session.user)) return before.named ? { ok: false, reason: 'unavailable' } : { ok: true }
      const { account } = renamed.session
      // The list of blocked users comes over the socket only.
      session = { ...renamed.session, account: account && { ...session.account, ...account } }
      deps.changed()
      return { ok: true }
    },
  }
}
