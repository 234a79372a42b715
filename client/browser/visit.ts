import type { Latest } from '#shared/schemas/http'
import type { Session } from '#shared/schemas/user'
import type { ChatClient } from '../client'
import { backoffMs } from '../connection/backoff'
import type { Cancel, Clock, Hints } from '../environment'
import type { ConnectionView, RenameResult } from '../types'

export interface VisitDeps {
  /** The client whose views are shown until the session is known. */
  readonly still: ChatClient
  /** The session that the page came with; null on a first visit. */
  readonly session: Session | null
  /** The newest messages that the page came with, shown until the join's answer. */
  readonly latest: Latest | null
  /** Gives the session of the cookie; without a cookie the server creates a guest. Null if the request failed. */
  readonly first: () => Promise<Session | null>
  readonly ask: () => Promise<Session | null>
  /** The browser's word on cookies; false is certain, true is not. */
  readonly cookieEnabled: () => boolean
  /** Between the tabs of the browser: another tab was given a guest, which may now be in the cookie. */
  readonly hints: Hints
  readonly create: (session: Session, active: string, onOtherUser: () => void) => ChatClient
  readonly clock: Clock
  readonly random: () => number
  readonly changed: () => void
}

/** A visitor's stay on a page: the user, and the client that acts for the user. */
export interface Visit {
  client(): ChatClient
  connection(): ConnectionView
  start(): void
  rename(name: string): Promise<RenameResult>
  reconnectNow(): void
}

const ASKING: ConnectionView = { status: 'connecting', online: true, retryAt: null, closed: null }
const FAILED: ConnectionView = { status: 'waiting', online: true, retryAt: null, closed: null }
const NO_COOKIES: ConnectionView = { status: 'stopped', online: true, retryAt: null, closed: null, needs: 'cookies' }

/**
 * Finds out which user the visitor is before the client starts. It asks again if the cookie turns out to be another
 * guest's: tabs that open at the same moment may each be given a guest, and the cookie keeps one of them. A guest
 * without a name has nothing to lose. So such a tab becomes the guest of the cookie, and all tabs are one user.
 */
export function createVisit(deps: VisitDeps): Visit {
  let client = deps.still
  /** State of the connection while no client acts for the visitor. */
  let between: ConnectionView | null = null
  let attempt = 0
  let started = false
  let checked = deps.session !== null
  let checking = false
  /** Another tab was given a guest while this tab was asking for its session. */
  let outdated = false
  let cancelRetry: Cancel | null = null
  let waiting: (() => void)[] = []

  function show(view: ConnectionView): void {
    between = view
    deps.changed()
  }

  function become(session: Session): void {
    const next: ChatClient = deps.create(session, client.active().id, () => next === client && void becomeOther())
    attempt = 0
    between = null
    client = next
    if (deps.latest) next.show(deps.latest)
    next.subscribe(deps.changed)
    void next.start()
    waiting.forEach(resume => resume())
    waiting = []
    deps.changed()
    if (!checked) {
      deps.hints.post()
      void checkCookie()
    }
    else if (outdated && !checking) void checkCookie()
  }

  /** The views stay until the other client has its own. */
  function becomeOther(): Promise<void> {
    void client.stop()
    return obtain(deps.ask)
  }

  /** Repeats the request until there is an answer. */
  async function obtain(ask: () => Promise<Session | null>): Promise<void> {
    show(between ?? ASKING)
    const session = await ask()
    if (session) return become(session)
    show(FAILED)
    cancelRetry = deps.clock.after(backoffMs(attempt++, deps.random()), retry)
  }

  function retry(): void {
    cancelRetry?.()
    cancelRetry = null
    void obtain(deps.first)
  }

  /** Another tab's guest may have come into the cookie after this tab read it. */
  function hinted(): void {
    if (checking || (between !== null && between !== NO_COOKIES)) outdated = true
    else if (client !== deps.still && !client.session().named) void checkCookie()
  }

  async function checkCookie(): Promise<void> {
    checked = true
    checking = true
    do {
      outdated = false
      await compareWithCookie()
    } while (outdated)
    checking = false
  }

  /**
   * Checks that the browser kept the cookie. If not, each request comes from another guest, and no socket is ever
   * admitted.
   */
  async function compareWithCookie(): Promise<void> {
    const mine = client.session().user.id
    const second = await deps.ask()
    if (!second || (second.user.id === mine && between !== NO_COOKIES)) return
    const third = await deps.ask()
    if (!third || outdated || client.session().named || client.session().user.id !== mine) return
    if (third.user.id === second.user.id) return becomeOther()
    void client.stop()
    show(NO_COOKIES)
  }

  return {
    client: () => client,
    connection: () => between ?? client.connection(),
    start() {
      if (started) return
      started = true
      deps.hints.listen(hinted)
      if (deps.latest) client.show(deps.latest)
      if (deps.session) become(deps.session)
      else if (deps.cookieEnabled()) void obtain(deps.first)
      else show(NO_COOKIES)
    },
    async rename(name) {
      if (between === NO_COOKIES || between === FAILED) return { ok: false, reason: 'unavailable' }
      if (between !== null) await new Promise<void>(resume => waiting.push(resume))
      return client.rename(name)
    },
    reconnectNow() {
      if (cancelRetry) retry()
      else client.reconnectNow()
    },
  }
}

/** The visit of a page that is rendered for all visitors: it never begins. */
export function stillVisit(client: ChatClient): Visit {
  return {
    client: () => client,
    connection: client.connection,
    start() {},
    rename: client.rename,
    reconnectNow() {},
  }
}
