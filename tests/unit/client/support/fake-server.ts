import type { KnownEvent } from '#shared/events'
import type { Message } from '#shared/events/message'
import type { ClientFrame, ErrorCode, ServerEvent } from '#shared/schemas/frames'
import type { Mark, RoomState } from '#shared/schemas/room'
import { isAfter } from '~/client/room/mark'
import type { User } from '#shared/schemas/user'
import { eventAt, readEvents, reduceLog, type Draft, type WireEvent } from './fake-log'
import { FakeSocket } from './fake-socket'
import { BOB, ME, ROOMS, hello, roomState } from './setup'

/** Above so many missed events the server resets. */
const REPLAY_MAX = 6
const PAGE = 4

type Command = Extract<ClientFrame, { clientId: string }>

interface Line {
  readonly socket: FakeSocket
  /** The list that the client has. */
  readonly since: string
  readonly incoming: ClientFrame[]
  readonly outgoing: (ServerEvent | WireEvent)[][]
  readonly rooms: Set<string>
  /** Rooms of which the client gets the heads, and the last head that it got. */
  readonly heads: Map<string, number>
  greeted: boolean
}

/**
 * A server with a log, which does one thing at a time, when the test says so: whatever order of things is possible can
 * be had.
 */
export class FakeServer {
  readonly log = new Map<string, KnownEvent[]>(ROOMS.map(room => [room.id, []]))
  readonly lines: Line[] = []
  epoch = 'e1'
  /** Answers for the next commands; `ok` when there is none. */
  readonly refusals: ('rate_limited' | 'unavailable')[] = []
  /** The next so many events are written but sent to no client. */
  dropped = 0
  appended = 0
  /** Whether it says what is unread, as an older server does not. */
  countsUnread = true
  /** How far the user has read, by room, where it keeps marks: for users with an account. */
  readonly marks = new Map<string, Mark>()
  keepsMarks = false
  /** Rooms that the user is not a member of at the moment. */
  readonly left = new Set<string>()

  /** The version of the user's feed at which each room changed last; only marks change here. */
  private readonly feed = new Map<string, number>()
  private version = 0

  open = (since: string): FakeSocket => {
    const socket = new FakeSocket()
    const line: Line = { socket, since, incoming: [], outgoing: [], rooms: new Set(), heads: new Map(), greeted: false }
    socket.onSent = frame => void line.incoming.push(frame)
    this.lines.push(line)
    return socket
  }

  /** Pages of history, and marks that are moved back, at once. */
  fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    const { pathname, searchParams } = new URL(url, 'http://parley.test')
    const room = pathname.split('/')[3] ?? ''
    if (pathname.endsWith('/read-all')) return this.readAll()
    if (this.left.has(room)) return new Response(null, { status: 404 })
    if (pathname.endsWith('/unread')) return this.unreadFrom(room, Number(JSON.parse(String(init?.body)).seq))
    return Response.json({ room, epoch: this.epoch, ...this.page(room, searchParams) })
  }

  private page(room: string, asked: URLSearchParams) {
    const [before, after, around] = ['before', 'after', 'around'].map(side => asked.get(side))
    const messages = this.messages(room)
    const above = messages.filter(({ seq }) => before ? seq < Number(before) : seq <= Number(around ?? after))
    if (before) return { messages: above.slice(-PAGE), older: above.length > PAGE }
    const below = messages.slice(above.length)
    if (after) return { messages: below.slice(0, PAGE), older: above.length > 0, newer: below.length > PAGE }
    const half = PAGE / 2
    return {
      messages: [...above.slice(-half), ...below.slice(0, half)],
      older: above.length > half,
      newer: below.length > half,
    }
  }

  /** The lines that are not cut and not closed. */
  live(): Line[] {
    return this.lines.filter(line => line.socket.live)
  }

  events(room: string): KnownEvent[] {
    return this.log.get(room) ?? []
  }

  /** As they stand after all edits and deletions. */
  messages(room: string): Message[] {
    return reduceLog(this.events(room))
  }

  head(room: string): number {
    return this.events(room).length
  }

  append(room: string, draft: Draft): KnownEvent {
    const events = this.events(room)
    const known = events.find(
      event => draft.clientId && event.clientId === draft.clientId && event.author.id === draft.author.id,
    )
    if (known) return known
    const event = eventAt(room, events.length + 1, draft, this.epoch)
    events.push(event)
    this.appended++
    if (this.dropped > 0) this.dropped--
    else {
      for (const line of this.live()) {
        if (line.rooms.has(room)) line.outgoing.push([event])
        this.tellHead(line, event)
      }
    }
    return event
  }

  /** @param word is a part of the text: `@me` mentions the client's user */
  post(room: string, word = ''): void {
    this.append(room, { type: 'message', author: BOB, text: `from Bob ${this.appended} ${word}` })
  }

  /** A user changes one of their messages from another device; `pick` chooses it. */
  change(room: string, author: User, kind: 'edit' | 'delete', pick: number, word = ''): Message | null {
    const own = this.messages(room).filter(message => message.author.id === author.id)
    const message = own[pick % Math.max(1, own.length)]
    if (!message) return null
    const { seq: target } = message
    const text = `${author.name} says ${this.appended} ${word}`
    this.append(room, kind === 'edit' ? { type: 'edit', author, target, text } : { type: 'delete', author, target })
    return message
  }

  /** Takes one frame of a client. */
  serve(line: Line): void {
    const frame = line.incoming.shift()
    if (!frame) return
    if (frame.type === 'ping') {
      line.outgoing.push([{ type: 'pong', now: 0, heads: this.heads(line) }])
      for (const [room, told] of line.heads) if (told < this.head(room)) this.count(line, room)
    }
    else if (frame.type === 'listen') this.listen(line, frame)
    else if (frame.type === 'leave') line.rooms.delete(frame.room)
    else if (frame.type === 'join') this.join(line, frame)
    else if (frame.type === 'read') this.read(line, frame)
    else if ('clientId' in frame) this.take(line, frame)
  }

  /** Lets one frame arrive at a client; `hello` first. */
  deliver(line: Line): void {
    if (!line.greeted) {
      line.greeted = true
      line.socket.say(this.hello(line))
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

  /** The user leaves a room, or is removed from it. */
  leave(room: string): void {
    if (!this.keepsMarks || this.left.has(room)) return
    this.left.add(room)
    this.feed.set(room, ++this.version)
    for (const line of this.live()) {
      line.rooms.delete(room)
      line.heads.delete(room)
      if (line.greeted) line.outgoing.push([{ type: 'rooms', changed: [], gone: [room], feed: this.position() }])
    }
  }

  rejoin(room: string): void {
    if (!this.left.delete(room)) return
    this.feed.set(room, ++this.version)
    for (const line of this.live()) {
      if (!line.greeted) continue
      line.outgoing.push([{ type: 'rooms', changed: [this.state(room)], gone: [], feed: this.position() }])
    }
  }

  cut(line: Line): void {
    line.socket.end(1006)
  }

  /** Another log takes the place of this one, as after a restore: the newest events are gone. */
  restore(): void {
    this.epoch = `e${Number(this.epoch.slice(1)) + 1}`
    for (const [room, events] of this.log) this.log.set(room, events.slice(0, events.length / 2))
    for (const line of this.live()) this.cut(line)
  }

  /** Messages of others above the mark. */
  unread(room: string, mark: number): number {
    return this.messages(room).filter(({ seq, author }) => seq > mark && author.id !== ME.id).length
  }

  /** Messages of others above the mark that mention the user. */
  mentions(room: string, mark: number): number[] {
    return this.messages(room).filter(({ seq, author, mentions }) => (
      seq > mark && author.id !== ME.id && mentions?.some(({ id }) => id === ME.id)
    )).map(({ seq }) => seq)
  }

  /** What is unread, as all answers have it. */
  private unreadAbove(room: string, mark: number) {
    const mentions = this.mentions(room, mark)
    return { unread: this.unread(room, mark), ...mentions.length > 0 && { mentions } }
  }

  /** The whole list, or where the server keeps marks, what changed since the list that the client has. */
  private hello({ since }: Line) {
    const [version, epoch] = since.split('.')
    const continued = this.keepsMarks && epoch === this.epoch
    const changed = ROOMS.filter(({ id }) => !continued || (this.feed.get(id) ?? 0) > Number(version))
    const there = changed.filter(({ id }) => !this.left.has(id))
    const gone = changed.filter(({ id }) => this.left.has(id)).map(({ id }) => id)
    return hello({
      rooms: there.map(room => this.state(room.id)),
      ...(this.keepsMarks ? { feed: this.position() } : {}),
      ...(continued ? { since, gone } : {}),
    })
  }

  /** How far the user's list of rooms is. */
  private position(): string {
    return `${this.version}.${this.epoch}`
  }

  private state(id: string): RoomState {
    const { seq: mark, generation } = this.mark(id)
    const marks = this.keepsMarks ? { mark, generation, ...this.unreadAbove(id, mark) } : {}
    const room = ROOMS.find(one => one.id === id)
    return roomState({ ...room, epoch: this.epoch, lastSeq: this.head(id), ...marks })
  }

  /** The user's mark. */
  mark(room: string): Mark {
    return this.marks.get(room) ?? { seq: 0, generation: 0 }
  }

  private read(line: Line, { room, seq, generation = 0 }: Extract<ClientFrame, { type: 'read' }>): void {
    const mark = { seq: Math.min(seq, this.head(room)), generation }
    if (this.left.has(room)) return
    if (this.keepsMarks && isAfter(mark, this.mark(room))) this.move(room, mark, line)
  }

  private move(room: string, mark: Mark, except?: Line): void {
    this.marks.set(room, mark)
    this.feed.set(room, ++this.version)
    const told = { type: 'read', room, ...mark, ...this.counted(room, mark) } as const
    for (const other of this.live()) if (other !== except && other.greeted) other.outgoing.push([told])
  }

  private counted(room: string, { seq }: Mark) {
    return { ...this.unreadAbove(room, seq), head: this.head(room) }
  }

  private unreadFrom(room: string, seq: number): Response {
    const before = this.mark(room)
    const mark = { seq: Math.min(before.seq, seq - 1), generation: before.generation + 1 }
    this.move(room, mark)
    return Response.json({ ...mark, ...this.counted(room, mark) })
  }

  private readAll(): Response {
    for (const { id } of ROOMS) {
      if (this.left.has(id)) continue
      const mark = { ...this.mark(id), seq: this.head(id) }
      if (isAfter(mark, this.mark(id))) this.move(id, mark)
    }
    return Response.json({})
  }

  private heads(line: Line): Record<string, number> {
    return Object.fromEntries([...line.rooms].map(room => [room, this.head(room)]))
  }

  private join(line: Line, { id, room, position, mark }: Extract<ClientFrame, { type: 'join' }>): void {
    if (this.left.has(room)) {
      line.outgoing.push([{ type: 'error', code: 'not_found', message: 'There is no such room.', id, room }])
      return
    }
    const missed
      = position?.epoch === this.epoch && position.seq <= this.head(room)
        ? readEvents(this.events(room)).slice(position.seq)
        : null
    const joined = { type: 'joined', id, room, epoch: this.epoch, head: this.head(room), online: 1 } as const
    line.rooms.add(room)
    line.heads.delete(room)
    if (missed && missed.length <= REPLAY_MAX) {
      line.outgoing.push([{ ...joined, mode: 'resumed' }], ...missed.map(event => [event]))
      return
    }
    const messages = this.messages(room)
    const unread = mark === undefined || !this.countsUnread ? {} : this.unreadAbove(room, mark)
    line.outgoing.push([
      { ...joined, mode: 'reset', page: messages.slice(-PAGE), older: messages.length > PAGE, ...unread },
    ])
  }

  private listen(line: Line, { rooms }: Extract<ClientFrame, { type: 'listen' }>): void {
    for (const [room, head] of Object.entries(rooms)) {
      if (line.rooms.has(room) || this.left.has(room)) continue
      line.heads.set(room, this.head(room))
      if (head !== this.head(room)) this.count(line, room)
    }
  }

  /** Counts what is unread, and sends it to a line that listens. */
  private count(line: Line, room: string): void {
    const { seq: mark, generation } = this.mark(room)
    line.heads.set(room, this.head(room))
    line.outgoing.push([
      { type: 'heads', rooms: [{ room, head: this.head(room), ...this.unreadAbove(room, mark), mark, generation }] },
    ])
  }

  /** Sends a line that listens what came, as far as that can be counted without reading what came before. */
  private tellHead(line: Line, event: KnownEvent): void {
    const { room, seq, type, author } = event
    const from = line.heads.get(room)
    if (from === undefined) return
    const callsMe = 'mentions' in event && event.mentions?.some(({ id }) => id === ME.id)
    if (from !== seq - 1 || type === 'delete' || (callsMe && author.id !== ME.id)) return this.count(line, room)
    const others = type === 'message' && author.id !== ME.id ? 1 : 0
    const edited = type === 'edit' && author.id !== ME.id ? { edited: [event.target] } : {}
    line.heads.set(room, seq)
    line.outgoing.push([{ type: 'heads', rooms: [{ room, from, head: seq, others, ...edited }] }])
  }

  private take(line: Line, command: Command): void {
    const { room, clientId } = command
    const code = this.refusals.shift() ?? this.refusalOf(command)
    if (code) {
      line.outgoing.push([{ type: 'error', code, message: 'Not now.', room, clientId, retryAfterMs: 200 }])
      return
    }
    const { seq, id, at } = this.append(room, draftOf(command))
    line.outgoing.push([{ type: 'ack', room, clientId, seq, id, at }])
  }

  private refusalOf(command: Command): ErrorCode | null {
    if (this.left.has(command.room)) return 'not_found'
    if (command.type === 'send' || this.events(command.room).some(({ clientId }) => clientId === command.clientId))
      return null
    const target = this.messages(command.room).find(({ seq }) => seq === command.target)
    if (!target) return 'not_found'
    return target.author.id === ME.id ? null : 'forbidden'
  }
}

/** The event that a command of the client's user asks for. */
function draftOf(command: Command): Draft {
  const { clientId } = command
  switch (command.type) {
    case 'send': return { type: 'message', author: ME, clientId, text: command.text }
    case 'edit': return { type: 'edit', author: ME, clientId, target: command.target, text: command.text }
    case 'delete': return { type: 'delete', author: ME, clientId, target: command.target }
  }
}
