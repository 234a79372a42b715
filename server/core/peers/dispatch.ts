import { setTimeout as sleep } from 'node:timers/promises'
import { CLOSE } from '#shared/close-codes'
import type { Command } from '#shared/commands'
import type { ClientFrame, ErrorCode, ServerEvent } from '#shared/schemas/frames'
import type { Mark } from '#shared/schemas/room'
import { ROOMS_PER_PEER_MAX } from '#shared/limits'
import { ParleyError } from '../../platform/errors/parley-error'
import { toParleyError } from '../errors/to-parley-error'
import { encodeEvents } from '../wire/encode'
import { textFrame } from '../wire/ws-frame'
import type { Hub } from '../hub/hub'
import type { Principal } from '../principal'
import type { AddressRates } from '../../platform/limits/address-rates/address-rates'
import {
  BAD_FRAMES_MAX, FRAME_WEIGHT_BYTES, FRAMES_MAX, LISTEN_WEIGHT_ROOMS, PEER_COMMANDS_MAX, RATE_REFUSALS_MAX,
} from '../../platform/limits/server-limits'
import type { Acks } from './acks'
import type { Ack, Execute } from './execute'
import { FrameCount } from './frame-count'
import { JoinBudget } from './join-budget'
import { correlationOf, isCommand, parseFrame, parseJson, type Correlation } from './parse-frame'
import { Semaphore } from './semaphore'
import type { Peer } from '../hub/peer'

export interface DispatchDeps {
  readonly hub: Pick<Hub, 'headsOf' | 'join' | 'leave' | 'listen'>
  readonly execute: Execute
  /** Whether this user may read the room. @throws ParleyError */
  readonly requireReadable: (user: Principal | null, room: string) => Promise<void>
  /** The user has read up to this mark. @throws ParleyError */
  readonly onRead: (user: Principal, room: string, mark: Mark, peer: Peer) => Promise<void>
  /** The user writes a message in the room, or has stopped. */
  readonly onTyping: (user: Principal, room: string, stop: boolean) => void
  /** The client sent a heartbeat. */
  readonly onBeat: (peer: Peer) => void
  /** Whether the user is at this client. */
  readonly onActive: (peer: Peer, isActive: boolean) => void
  /** The users whom the client shows. */
  readonly onWatch: (peer: Peer, people: readonly string[]) => void
  readonly acks: Acks
  readonly rates: Pick<AddressRates, 'consume'>
}

/** Refusals that do not count: the rate limit counts its own, and a log that is away is no fault of the peer. */
const NOT_COUNTED: ReadonlySet<ErrorCode> = new Set(['rate_limited', 'unavailable', 'internal'])

/** How much of what a peer may send besides messages a frame is. */
function weightOf(text: string): number {
  return 1 + Math.floor(text.length / FRAME_WEIGHT_BYTES)
}

/** A ping as clients write it. Another spelling is understood too, only not ahead of what waits. */
const PING = /^\{"type":"ping"\}$/

type JoinFrame = Extract<ClientFrame, { type: 'join' }>

/**
 * Handles the frames of one `parley.v1` peer. Whatever goes wrong becomes an error frame; nothing is thrown to the
 * socket.
 */
export class Dispatcher {
  private badFrames = 0
  private refusals = 0
  private leaves = 0
  private listening: Promise<void> = Promise.resolve()
  private commands: Semaphore | null = null
  private readonly frames = new FrameCount()
  private readonly joins: JoinBudget

  constructor(private readonly peer: Peer, private readonly deps: DispatchDeps) {
    this.joins = new JoinBudget(deps.rates, peer.address)
  }

  /**
   * Answers a ping at once, also while frames before it wait for the log: a log that hangs says nothing about the line,
   * and a client that gave up its line for it would only come back to wait again. False when the frame is none.
   */
  answerPing(text: string): boolean {
    if (!PING.test(text)) return false
    if (this.count(1)) this.pong()
    return true
  }

  async handle(text: string): Promise<void> {
    if (this.peer.closed) return
    const value = parseJson(text)
    const weight = weightOf(text)
    let counted = false
    try {
      const frame = parseFrame(value)
      this.badFrames = 0
      if (isCommand(frame)) return await this.command(frame)
      counted = true
      if (this.count(weight)) await this.run(frame)
    }
    catch (thrown) {
      this.refuse(toParleyError(thrown), correlationOf(value), counted ? 0 : weight)
    }
  }

  private async run(frame: Exclude<ClientFrame, Command>): Promise<void> {
    const { peer, deps } = this
    switch (frame.type) {
      case 'ping':
        return this.pong()
      case 'join':
        await deps.requireReadable(peer.user, frame.room)
        if (peer.rooms.size >= ROOMS_PER_PEER_MAX && !peer.rooms.has(frame.room)) {
          throw new ParleyError(
            'too_many',
            `A connection can be in ${ROOMS_PER_PEER_MAX} rooms at a time. Leave one first.`,
          )
        }
        return this.join(frame)
      case 'leave':
        this.leaves++
        deps.hub.leave(peer, frame.room)
        return this.answer({ type: 'left', id: frame.id, room: frame.room })
      case 'listen':
        return this.listen(frame)
      case 'read':
        if (peer.user) {
          const { seq, generation = 0 } = frame
          await deps.onRead(peer.user, frame.room, { seq, generation }, peer)
        }
        return
      case 'typing':
        if (peer.user && peer.rooms.has(frame.room)) deps.onTyping(peer.user, frame.room, frame.stop ?? false)
        return
      case 'active':
        return deps.onActive(peer, frame.active)
      case 'watch':
        return deps.onWatch(peer, frame.people)
    }
  }

  /** The first join of a connection in each room is always answered. */
  private async join({ room, id, position, mark }: JoinFrame): Promise<void> {
    const { peer, deps, joins } = this
    const isFirst = !peer.rooms.has(room) && this.leaves === 0
    const waitMs = joins.waitMs(isFirst)
    if (waitMs > 0) await sleep(waitMs)
    joins.pay(isFirst, await deps.hub.join(peer, room, id, position, mark))
  }

  /**
   * Asks the database, and so runs beside the queue: no message and no join waits for it. One runs at a time. The count
   * of frames bounds how many wait.
   */
  private listen({ rooms }: Extract<ClientFrame, { type: 'listen' }>): void {
    const { peer, deps } = this
    const { user } = peer
    if (!user || !this.count(Math.ceil(Object.keys(rooms).length / LISTEN_WEIGHT_ROOMS))) return
    this.listening = this.listening.then(async () => {
      if (peer.closed) return
      const gone = await deps.hub.listen(peer, user, rooms)
      if (gone.length > 0) this.answer({ type: 'rooms', changed: [], gone })
    }).catch((error: unknown) => this.refuse(toParleyError(error), {}, 0))
  }

  /**
   * Resolves when the log has the command, not when it is committed: what the peer sends next goes into the same
   * commit, behind it. Only so many may be on their way, so that a log that hangs stops the reading of the socket and
   * fills no memory.
   */
  private async command(command: Command): Promise<void> {
    const { peer, deps } = this
    if (!peer.user) throw new ParleyError('unauthorized', 'Load the page once to get a session, then connect again.')
    const commands = this.commands ??= new Semaphore(PEER_COMMANDS_MAX)
    await commands.take()
    try {
      const { ack } = await deps.execute(command, {
        user: peer.user, address: peer.address, isRevoked: () => peer.revoked === true,
      })
      // Here, not with the acknowledgement: that may come, from a slow disk, amid the refusals of what was sent after
      // it.
      this.refusals = 0
      const { room, clientId } = command
      void this.acknowledge(ack, { room, clientId }).finally(() => commands.release())
    }
    catch (thrown) {
      commands.release()
      throw thrown
    }
  }

  private async acknowledge(ack: Promise<Ack>, of: { room: string, clientId: string }): Promise<void> {
    try {
      this.deps.acks.add(this.peer, { type: 'ack', ...of, ...await ack })
    }
    catch (thrown) {
      this.refuse(toParleyError(thrown), of, 0)
    }
  }

  /** Counts a frame that is no command. False when there are too many: then the peer is closed. */
  private count(weight: number): boolean {
    if (this.frames.add(performance.now(), weight) <= FRAMES_MAX) return true
    this.peer.close(CLOSE.FLOOD)
    return false
  }

  private pong(): void {
    this.answer({ type: 'pong', now: Date.now(), heads: this.deps.hub.headsOf(this.peer) })
    this.deps.onBeat(this.peer)
  }

  private answer(event: ServerEvent): void {
    this.peer.write(textFrame(encodeEvents(event)))
  }

  /** @param weight what the frame counts for, if it was not counted before */
  private refuse({ code, message, retryAfterMs }: ParleyError, of: Correlation, weight: number): void {
    this.answer({ type: 'error', code, message, retryAfterMs, ...of })
    if (weight > 0 && !NOT_COUNTED.has(code) && !this.count(weight)) return
    if (code === 'bad_frame' && ++this.badFrames >= BAD_FRAMES_MAX) this.peer.close(CLOSE.PROTOCOL)
    if (code === 'rate_limited' && ++this.refusals >= RATE_REFUSALS_MAX) this.peer.close(CLOSE.FLOOD)
  }
}
