import type { Message } from '#shared/events/message'
import type { ClientFrame, ServerEvent } from '#shared/schemas/frames'
import type { User } from '#shared/schemas/user'
import { FakeSocket } from './fake-socket'
import { BOB, ME, ROOMS, hello, roomState } from './setup'

/** Above so many missed messages the server resets. */
const REPLAY_MAX = 6
const PAGE = 4

interface Line {
  readonly socket: FakeSocket
  readonly incoming: ClientFrame[]
  readonly outgoing: ServerEvent[][]
  readonly rooms: Set<string>
  greeted: boolean
}

/** A server with a log, which does one thing at a time, when the test says so: whatever order of things is possible can be had. */
export class FakeServer {
  readonly log = new Map<string, Message[]>(ROOMS.map(room => [room.id, []]))
  readonly lines: Line[] = []
  epoch = 'e1'
  /** Answers for the next sends; `ok` when there is none. */
  readonly refusals: ('rate_limited' | 'unavailable')[] = []
  /** The next so many events are written but told to nobody. */
  dropped = 0
  appended = 0

  open = (): FakeSocket => {
    const socket = new FakeSocket()
    const line: Line = { socket, incoming: [], outgoing: [], rooms: new Set(), greeted: false }
    socket.onSent = frame => void line.incoming.push(frame)
    this.lines.push(line)
    return socket
  }

  /** The lines that are not cut and not closed. */
  live(): Line[] {
    return this.lines.filter(line => line.socket.live)
  }

  messages(room: string): Message[] {
    return this.log.get(room) ?? []
  }

  append(room: string, author: User, text: string, clientId?: string): Message {
    const messages = this.messages(room)
    const known = messages.find(message => clientId && message.clientId === clientId && message.author.id === author.id)
    if (known) return known
    const seq = messages.length + 1
    const message = { room, seq, id: `${this.epoch}-${room}-${seq}`, author, at: seq, text, ...(clientId && { clientId }) }
    messages.push(message)
    this.appended++
    if (this.dropped > 0) this.dropped--
    else for (const line of this.live()) if (line.rooms.has(room)) line.outgoing.push([{ type: 'message', ...message }])
    return message
  }

  post(room: string): void {
    this.append(room, BOB, `from Bob ${this.appended}`)
  }

  /** Takes one frame of a client. */
  serve(line: Line): void {
    const frame = line.incoming.shift()
    if (!frame) return
    if (frame.type === 'ping') line.outgoing.push([{ type: 'pong', now: 0, heads: this.heads(line) }])
    else if (frame.type === 'join') this.join(line, frame)
    else if (frame.type === 'send') this.send(line, frame)
  }

  /** Lets one frame arrive at a client; `hello` first. */
  deliver(line: Line): void {
    if (!line.greeted) {
      line.greeted = true
      const rooms = ROOMS.map(room => roomState({ ...room, epoch: this.epoch, lastSeq: this.messages(room.id).length }))
      line.socket.say(hello({ rooms }))
      return
    }
    const frame = line.outgoing.shift()
    if (frame) line.socket.say(...frame)
  }

  /** Takes and delivers all there is. */
  flush(line: Line): void {
    while (line.socket.live && (!line.greeted || line.incoming.length + line.outgoing.length > 0)) {
      this.deliver(line)
      this.serve(line)
    }
  }

  cut(line: Line): void {
    line.socket.end(1006)
  }

  /** Another log takes the place of this one, as after a restore: the newest messages are gone. */
  restore(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`
    for (const [room, messages] of this.log) this.log.set(room, messages.slice(0, messages.length / 2))
    for (const line of this.live()) this.cut(line)
  }

  private heads(line: Line): Record<string, number> {
    return Object.fromEntries([...line.rooms].map(room => [room, this.messages(room).length]))
  }

  private join(line: Line, { id, room, position }: Extract<ClientFrame, { type: 'join' }>): void {
    const messages = this.messages(room)
    const missed = position?.epoch === this.epoch ? messages.slice(position.seq) : null
    const joined = { type: 'joined', id, room, epoch: this.epoch, head: messages.length, online: 1 } as const
    line.rooms.add(room)
    if (missed && missed.length <= REPLAY_MAX) {
      line.outgoing.push([{ ...joined, mode: 'resumed' }], ...missed.map((message): ServerEvent[] => [{ type: 'message', ...message }]))
    }
    else {
      line.outgoing.push([{ ...joined, mode: 'reset', page: messages.slice(-PAGE), older: messages.length > PAGE }])
    }
  }

  private send(line: Line, { room, clientId, text }: Extract<ClientFrame, { type: 'send' }>): void {
    const code = this.refusals.shift()
    if (code) {
      line.outgoing.push([{ type: 'error', code, message: 'Not now.', room, clientId, retryAfterMs: 200 }])
      return
    }
    const { seq, id, at } = this.append(room, ME, text, clientId)
    line.outgoing.push([{ type: 'ack', room, clientId, seq, id, at }])
  }
}
