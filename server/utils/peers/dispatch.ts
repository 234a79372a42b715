import * as z from 'zod/mini'
import { CLOSE } from '#shared/close-codes'
import { clientFrameSchema, type ClientFrame, type ServerEvent } from '#shared/schemas/frames'
import { clientIdSchema } from '#shared/schemas/event'
import { roomIdSchema } from '#shared/schemas/room'
import { ROOMS_PER_PEER_MAX, TEXT_MAX_CHARS } from '#shared/limits'
import { ParleyError } from '../errors/parley-error'
import { toParleyError } from '../errors/to-parley-error'
import { encodeEvents } from '../hub/encode'
import { textFrame } from '../hub/ws-frame'
import type { Hub } from '../hub/hub'
import { BAD_FRAMES_MAX, PEER_SENDS_MAX, RATE_REFUSALS_MAX } from '../limits/server-limits'
import { submit, type Ack, type PublishDeps } from '../messages/publish'
import type { Acks } from './acks'
import { FrameCount } from './frame-count'
import { Slots } from './slots'
import type { Peer } from '../hub/peer'

export interface DispatchDeps extends PublishDeps {
  readonly hub: Pick<Hub, 'deliver' | 'headsOf' | 'join' | 'leave'>
  readonly acks: Acks
}

function parseFrame(text: string): ClientFrame {
  let value: unknown
  try {
    value = JSON.parse(text)
  }
  catch {
    throw new ParleyError('bad_frame', 'The frame is not JSON. Send one JSON object with a type: ping, join, leave or send.')
  }
  const parsed = clientFrameSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const path = issue?.path.join('.') || 'type'
  if (path === 'text' && issue?.code === 'too_big') throw new ParleyError('too_long', `text has more than ${TEXT_MAX_CHARS} characters. Send it in parts.`)
  if (path === 'text' && issue?.code === 'custom') throw new ParleyError('empty', 'The message is empty: there is nothing to see in it. Send some text.')
  throw new ParleyError('bad_frame', `The frame is not understood: ${path} is wrong or missing. docs/protocol.md lists every frame.`)
}

/** What an error frame is about, as far as even an unreadable frame tells: the page finds the message that failed by it. */
const correlationSchema = z.catch(z.object({
  id: z.catch(z.optional(z.int()), undefined),
  room: z.catch(z.optional(roomIdSchema), undefined),
  clientId: z.catch(z.optional(clientIdSchema), undefined),
}), {})

function correlate(text: string): z.infer<typeof correlationSchema> {
  try {
    return correlationSchema.parse(JSON.parse(text))
  }
  catch {
    return {}
  }
}

/** A ping as clients write it. Another spelling is understood too, only not ahead of what waits. */
const PING = /^\{"type":"ping"\}$/

type SendFrame = Extract<ClientFrame, { type: 'send' }>

/** Handles the frames of one `parley.v1` peer. Whatever goes wrong becomes an error frame; nothing is thrown to the socket. */
export class Dispatcher {
  private badFrames = 0
  private refusals = 0
  private sends: Slots | null = null
  private readonly frames = new FrameCount()

  constructor(private readonly peer: Peer & { readonly address: string }, private readonly deps: DispatchDeps) {}

  /**
   * Answers a ping at once, also while frames before it wait for the log: a log that hangs says nothing about the line, and a client that gave up
   * its line for it would only come back to wait again. False when the frame is none.
   */
  answerPing(text: string): boolean {
    if (!PING.test(text)) return false
    if (!this.isFlood()) this.pong()
    return true
  }

  async handle(text: string): Promise<void> {
    if (this.peer.closed) return
    try {
      const frame = parseFrame(text)
      this.badFrames = 0
      if (frame.type !== 'send' && this.isFlood()) return
      await (frame.type === 'send' ? this.send(frame, text) : this.run(frame))
    }
    catch (thrown) {
      this.refuse(toParleyError(thrown), text)
    }
  }

  private async run(frame: Exclude<ClientFrame, SendFrame>): Promise<void> {
    const { peer, deps } = this
    switch (frame.type) {
      case 'ping':
        return this.pong()
      case 'join':
        deps.rooms.demand(peer.user, 'read', frame.room)
        if (peer.rooms.size >= ROOMS_PER_PEER_MAX && !peer.rooms.has(frame.room)) {
          throw new ParleyError('too_many', `A connection can be in ${ROOMS_PER_PEER_MAX} rooms at a time. Leave one first.`)
        }
        return deps.hub.join(peer, frame.room, frame.id, frame.position)
      case 'leave':
        deps.hub.leave(peer, frame.room)
        return this.answer({ type: 'left', id: frame.id, room: frame.room })
    }
  }

  /**
   * Resolves when the log has the message, not when it is committed: what the peer sends next goes into the same commit. Only so many may be on
   * their way, so that a log that hangs stops the reading of the socket and fills no memory.
   */
  private async send({ room, clientId, text }: SendFrame, frame: string): Promise<void> {
    const { peer, deps } = this
    if (!peer.user) throw new ParleyError('unauthorized', 'Load the page once to get a session, then connect again.')
    const sends = this.sends ??= new Slots(PEER_SENDS_MAX)
    await sends.take()
    try {
      const { ack } = await submit(deps, { author: peer.user, address: peer.address, room, text, clientId })
      // Here, not with the acknowledgement: that may come, from a slow disk, amid the refusals of what was sent after it.
      this.refusals = 0
      void this.acknowledge(ack, { room, clientId }, frame).finally(() => sends.release())
    }
    catch (thrown) {
      sends.release()
      throw thrown
    }
  }

  private async acknowledge(ack: Promise<Ack>, of: { room: string, clientId: string }, frame: string): Promise<void> {
    try {
      this.deps.acks.add(this.peer, { type: 'ack', ...of, ...await ack })
    }
    catch (thrown) {
      this.refuse(toParleyError(thrown), frame)
    }
  }

  /** Counts a frame that is no message, and closes the peer when there are too many. */
  private isFlood(): boolean {
    const flood = this.frames.isFlood(performance.now())
    if (flood) this.peer.close(CLOSE.FLOOD)
    return flood
  }

  private pong(): void {
    this.answer({ type: 'pong', now: Date.now(), heads: this.deps.hub.headsOf(this.peer) })
  }

  private answer(event: ServerEvent): void {
    this.peer.write(textFrame(encodeEvents(event)))
  }

  private refuse({ code, message, retryAfterMs }: ParleyError, text: string): void {
    this.answer({ type: 'error', code, message, retryAfterMs, ...correlate(text) })
    if (code === 'bad_frame' && !this.isFlood() && ++this.badFrames >= BAD_FRAMES_MAX) this.peer.close(CLOSE.PROTOCOL)
    if (code === 'rate_limited' && ++this.refusals >= RATE_REFUSALS_MAX) this.peer.close(CLOSE.FLOOD)
  }
}
