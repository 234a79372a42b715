import type { ClientFrame } from '#shared/schemas/frames'
import type { Position } from '#shared/schemas/room'
import type { Cancel, Clock } from '../environment'
import {
  HEAD_GRACE_MS, NOT_JOINED, isJoinDue, joinAnswered, joinLost, joinPostponed, joinProgressed, joinRefused, joinSent,
  joinUnneeded, wantJoin, type JoinCause, type Joining,
} from './joining'

export interface JoinerDeps {
  readonly room: string
  readonly clock: Clock
  readonly random: () => number
  /** Numbers each request, over all rooms and sockets, so that a late answer is not taken for the current one. */
  nextRequest(): number
  position(): Position | null
  /** The user's mark, so that the server can count unread messages on a reset. */
  mark(): number | null
  send(frame: ClientFrame): boolean
}

/** Keeps one room joined: sends `join` when it is due, and ignores late answers to earlier requests. */
export interface Joiner {
  joined(): boolean
  connected(): void
  lost(): void
  /** Events are missing before those that arrived. */
  gap(): void
  /** The server reported a head beyond the position. */
  behind(): void
  progressed(caughtUp: boolean): void
  /** Whether `request` is the current one. If so, a `joined` counts as its answer. */
  answered(request: number, mode: 'resumed' | 'reset'): boolean
  isCurrent(request: number): boolean
  postponed(retryAfterMs: number): void
  refused(): void
}

export function createJoiner(deps: JoinerDeps): Joiner {
  let joining: Joining = NOT_JOINED
  let cancel: Cancel = () => {}

  function become(next: Joining): void {
    joining = next
    cancel()
    const now = deps.clock.elapsed()
    if (isJoinDue(joining, now)) return send(now)
    if (joining.dueAt !== null) cancel = deps.clock.after(joining.dueAt - now, () => become(joining))
  }

  function send(now: number): void {
    const id = deps.nextRequest()
    const [position, mark] = [deps.position(), deps.mark()]
    const from = { ...(position && { position }), ...(mark !== null && { mark }) }
    const sent = deps.send({ type: 'join', id, room: deps.room, ...from })
    become(sent ? joinSent(joining, id, now) : joinLost(joining))
  }

  function want(cause: JoinCause, graceMs = 0): void {
    become(wantJoin(joining, cause, deps.clock.elapsed(), deps.random(), graceMs))
  }

  return {
    joined: () => joining.joined,
    connected: () => want('connect'),
    lost: () => become(joinLost(joining)),
    gap: () => want('gap'),
    behind: () => want('gap', HEAD_GRACE_MS),
    progressed(caughtUp) {
      const next = joinProgressed(joining)
      become(caughtUp ? joinUnneeded(next) : next)
    },
    answered(request, mode) {
      if (joining.request !== request) return false
      become(joinAnswered(joining, mode, deps.clock.elapsed()))
      return true
    },
    isCurrent: request => joining.request === request,
    postponed: ms => become(joinPostponed(joining, ms, deps.clock.elapsed(), deps.random())),
    refused: () => become(joinRefused(joining)),
  }
}
