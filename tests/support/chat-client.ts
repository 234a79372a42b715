import type { WebSocket } from 'ws'
import { serverFrameSchema, SUBPROTOCOL, type ErrorCode, type ServerEvent } from '#shared/schemas/frames'
import type { Room } from '#shared/schemas/room'
import { createChatClient, type ChatClient } from '~/client/client'
import type { ChatClientOptions } from '~/client/options'
import { parseMark, type ReadMark } from '~/client/room/mark'
import { readMarkKey } from '~/client/room/reading'
import { memoryValues, type Clock, type SharedValues, type Signals, type WebSocketLike } from '~/client/environment'
import { memoryStore, type ClientStore } from '~/client/store/store'
import { createSocket } from './socket'
import type { Visitor } from './visitor'

type Ack = Extract<ServerEvent, { type: 'ack' }>

/** The channels of an app that has no setting for others; the page is rendered with them. */
const ROOMS: readonly Room[] = [
  { id: 'channel_1', kind: 'channel', title: 'Customer service No. 1' },
  { id: 'channel_2', kind: 'channel', title: 'Customer service No. 2' },
]

export interface TabOptions {
  readonly visitor: Visitor
  /**
   * The app's HTTP address, and that of its WebSocket (of a proxy before it, for example); asked for at each attempt.
   */
  readonly url: () => string
  readonly wsUrl: () => string
  readonly clock?: Clock
  readonly signals?: Signals
  /** In [0, 1). */
  readonly random?: () => number
  /** What the browser keeps; several tabs of a person may share it. */
  readonly store?: ClientStore
  readonly values?: SharedValues
  /** How many messages and rooms the page keeps; without it, all. */
  readonly keeps?: Pick<ChatClientOptions, 'backgroundMessagesMax' | 'openMessagesMax' | 'followedMax'>
  /** The client of another version of the page. */
  readonly createClient?: typeof createChatClient
}

export interface Sent { readonly room: string, readonly clientId: string, readonly text: string }

/** A change of a message that the same tab sent. A deletion has no text. */
export interface Change {
  readonly room: string
  readonly clientId: string
  readonly of: Sent
  readonly text: string | null
}

/**
 * The very client of the page in a browser tab of a person, over a real socket. What the browser keeps survives a
 * reload. It records what arrived on the wire, so that a test can hold the client and the server to it.
 */
export class Tab {
  client: ChatClient
  /** Messages that the person sent, in order, over all reloads. */
  readonly sent: Sent[] = []
  /** Edits and deletions of those messages, in order, over all reloads. */
  readonly changes: Change[] = []
  /** Acknowledgements as they came over the wire, by client id. */
  readonly acks = new Map<string, Ack>()
  /** How each connection that came about has ended. */
  readonly closes: number[] = []
  readonly errors: ErrorCode[] = []
  /** What was wrong with what the server said, such as two different answers to one client id. */
  readonly complaints: string[] = []
  opened = 0
  private socket: WebSocket | null = null
  private readonly store: ClientStore
  private readonly values: SharedValues
  private page = { alive: true }

  constructor(private readonly options: TabOptions) {
    this.store = options.store ?? memoryStore()
    this.values = options.values ?? memoryValues()
    this.client = this.load()
  }

  get user() {
    return this.options.visitor.session.user
  }

  open(): Promise<void> {
    return this.client.start()
  }

  send(room: string, text: string): void {
    const result = this.client.room(room).send(text)
    if (!result.ok) throw new Error(`The client did not take a message: ${result.reason}.`)
    this.sent.push({ room, clientId: result.clientId, text })
  }

  /** Edits a message that this tab sent, or deletes it (`null`). False where the client does not show it in the log. */
  change(of: Sent, text: string | null): boolean {
    const { room } = of
    const seq = this.acks.get(of.clientId)?.seq
    if (seq === undefined) return false
    const handle = this.client.room(room)
    const result = text === null ? handle.deleteMessage(seq) : handle.editMessage(seq, text)
    if (result.ok) this.changes.push({ room, clientId: result.clientId, of, text })
    else if (result.reason !== 'not_found') throw new Error(`The client did not take a change: ${result.reason}.`)
    return result.ok
  }

  /** The texts of the messages that this tab sent to a room, as its changes left them, by client id, in order. */
  texts(room: string): Map<string, string> {
    const texts = new Map(this.sent.filter(sent => sent.room === room).map(({ clientId, text }) => [clientId, text]))
    for (const { of, text } of this.changes) {
      if (text === null) texts.delete(of.clientId)
      else if (texts.has(of.clientId)) texts.set(of.clientId, text)
    }
    return texts
  }

  /** How far the person has read here. */
  mark(room: string): ReadMark | null {
    return parseMark(this.values.get(readMarkKey(this.user.id, room)))
  }

  /** `leave`: the page is left and loaded again. `crash`: it ends without a chance to store anything more. */
  async reload(how: 'leave' | 'crash'): Promise<void> {
    if (how === 'crash') this.page.alive = false
    await this.client.stop()
    this.socket?.terminate()
    this.client = this.load()
    await this.client.start()
  }

  /** Breaks the connection as a lost network does. */
  cut(): void {
    this.socket?.terminate()
  }

  /** Leaves the page for good. */
  async close(): Promise<void> {
    await this.client.stop()
    this.socket?.terminate()
  }

  private load(): ChatClient {
    const { visitor, url, clock, signals, random, keeps, createClient = createChatClient } = this.options
    const page = { alive: true }
    this.page = page
    return createClient({
      session: visitor.session,
      rooms: ROOMS,
      clock,
      signals,
      random,
      store: mortal(this.store, page),
      values: this.values,
      origin: url(),
      fetch: (target, init) => fetch(target, { ...init, headers: { cookie: visitor.cookie } }),
      socket: feed => this.connect(feed),
      backgroundMessagesMax: Infinity,
      openMessagesMax: Infinity,
      ...keeps,
    })
  }

  /** @param feed a client of before there was a feed names none */
  private connect(feed: string | undefined): WebSocketLike {
    const { wsUrl, visitor } = this.options
    const query = feed === undefined ? '' : `?feed=${encodeURIComponent(feed)}`
    const socket = createSocket({ url: wsUrl() + query, protocol: SUBPROTOCOL, cookie: visitor.cookie })
    this.socket = socket
    this.opened++
    socket.on('error', () => {}) // The client hears of it by `close`.
    socket.on('message', data => this.record(data.toString()))
    socket.on('open', () => socket.on('close', code => void this.closes.push(code)))
    return socket
  }

  private record(frame: string): void {
    if (!frame.includes('"ack"') && !frame.includes('"error"')) return
    for (const event of serverFrameSchema.parse(JSON.parse(frame))) {
      if (event.type === 'error') this.errors.push(event.code)
      if (event.type !== 'ack') continue
      const before = this.acks.get(event.clientId)
      if (before && before.seq !== event.seq)
        this.complaints.push(`${event.clientId} was acknowledged as ${before.seq} and as ${event.seq}`)
      this.acks.set(event.clientId, event)
    }
  }
}

/** The store as one page sees it: after its end nothing that it still does reaches it. */
function mortal(store: ClientStore, page: { readonly alive: boolean }): ClientStore {
  const whileAlive = (write: () => Promise<void>) => page.alive ? write() : Promise.resolve()
  return {
    lasting: store.lasting,
    outbox: user => store.outbox(user),
    strangers: user => store.strangers(user),
    room: (user, room) => store.room(user, room),
    putItem: (user, item) => whileAlive(() => store.putItem(user, item)),
    removeItem: clientId => whileAlive(() => store.removeItem(clientId)),
    putRoom: (user, room, cached) => whileAlive(() => store.putRoom(user, room, cached)),
    list: user => store.list(user),
    putList: (user, list) => whileAlive(() => store.putList(user, list)),
  }
}
