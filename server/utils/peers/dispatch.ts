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
import { BAD_FRAMES_MAX, RATE_REFUSALS_MAX } from '../limits/server-limits'
import { publish, type PublishDeps } from '../messages/publish'
import type { SocketPeer } from './socket-peer'

export interface DispatchDeps extends PublishDeps {
  readonly hub: Hub
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

/** Handles the frames of one `parley.v1` peer. Whatever goes wrong becomes an error frame; nothing is thrown to the socket. */
export class Dispatcher {
  private badFrames = 0
  private refusals = 0

  constructor(private readonly peer: SocketPeer, private readonly deps: DispatchDeps) {}

  /**
   * Answers a ping at once, also while frames before it wait for the log: a log that hangs says nothing about the line, and a client that gave up
   * its line for it would only come back to wait again. False when the frame is none.
   */
  answerPing(text: string): boolean {
    if (!PING.test(text)) return false
    this.pong()
    return true
  }

  async handle(text: string): Promise<void> {
    if (this.peer.closed) return
    try {
      await this.run(parseFrame(text))
      this.badFrames = this.refusals = 0
    }
    catch (thrown) {
      this.refuse(toParleyError(thrown), text)
    }
  }

  private async run(frame: ClientFrame): Promise<void> {
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
      case 'send': {
        if (!peer.user) throw new ParleyError('unauthorized', 'Load the page once to get a session, then connect again.')
        const { room, clientId, text } = frame
        const ack = await publish(deps, { author: peer.user, room, text, clientId })
        return this.answer({ type: 'ack', room, clientId, ...ack })
      }
    }
  }

  private pong(): void {
    this.answer({ type: 'pong', now: Date.now(), heads: this.deps.hub.headsOf(this.peer) })
  }

  private answer(event: ServerEvent): void {
    this.peer.write(textFrame(encodeEvents(event)))
  }

  private refuse({ code, message, retryAfterMs }: ParleyError, text: string): void {
    this.answer({ type: 'error', code, message, retryAfterMs, ...correlate(text) })
    if (code === 'bad_frame' && ++this.badFrames >= BAD_FRAMES_MAX) this.peer.close(CLOSE.PROTOCOL)
    if (code === 'rate_limited' && ++this.refusals >= RATE_REFUSALS_MAX) this.peer.close(CLOSE.FLOOD)
  }
}
