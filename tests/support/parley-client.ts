import { parseLogEvent } from '../../shared/events'
import { REDACTED } from '../../shared/events/delete'
import { serverFrameSchema, SUBPROTOCOL, type ClientFrame, type ServerEvent } from '../../shared/schemas/frames'
import { createInbox } from './inbox'
import { openSocket, type Closed, type SocketOptions } from './socket'

type EventOf<K extends ServerEvent['type']> = Extract<ServerEvent, { type: K }>

/** A client of the app's wire that does nothing by itself: each frame that goes out is the test's own. */
export interface ParleyClient {
  /** All events so far, in order, each checked against the schema. */
  readonly events: readonly ServerEvent[]
  /** All frames so far, as they came. */
  readonly frames: readonly string[]
  /** Takes the next event of that type, skipping (and keeping) others. */
  next<K extends ServerEvent['type']>(type: K, timeoutMs?: number): Promise<EventOf<K>>
  /** Takes the first event that matches, skipping (and keeping) others. */
  waitFor(matches: (event: ServerEvent) => boolean, timeoutMs?: number): Promise<ServerEvent>
  send(frame: ClientFrame): void
  /** Sends what no schema allows. */
  sendRaw(data: string | Buffer): void
  /** Stops reading from the socket, as a client that hangs does. */
  pause(): void
  resume(): void
  readonly closed: Promise<Closed>
  close(): Promise<Closed>
  /** Breaks the connection without a closing frame. */
  terminate(): void
}

/** The place of an event whose content was deleted: every client passes over it. */
function isRedacted(item: unknown): boolean {
  const event = parseLogEvent(item)
  return event?.type === 'unknown' && event.kind === REDACTED
}

/** @throws Error with the frame, when it is not of the schema */
function parseFrame(text: string): readonly ServerEvent[] {
  const items: unknown = JSON.parse(text)
  const parsed = serverFrameSchema.safeParse(Array.isArray(items) ? items.filter(item => !isRedacted(item)) : items)
  if (parsed.success) return parsed.data
  throw new Error(`A frame is not of the schema: ${parsed.error.message}\n${text}`)
}

/**
 * Connects with the app's subprotocol. `url` is the address of the WebSocket, such as `ws://127.0.0.1:3000/wb`.
 * A frame that is not of the schema fails whatever the test waits for.
 * @throws UpgradeRefused with the HTTP status
 */
export async function connectParley(options: Omit<SocketOptions, 'protocol'>): Promise<ParleyClient> {
  const frames: string[] = []
  const inbox = createInbox<ServerEvent>(event => JSON.stringify(event))
  const { socket, closed } = await openSocket({ ...options, protocol: SUBPROTOCOL }, (socket) => {
    socket.on('message', (data, isBinary) => {
      try {
        if (isBinary) throw new Error('A binary frame came.')
        frames.push(data.toString())
        parseFrame(data.toString()).forEach(event => inbox.push(event))
      }
      catch (error) {
        inbox.fail(error instanceof Error ? error : new Error(String(error)))
      }
    })
  })
  void closed.then(({ code, reason }) => inbox.fail(new Error(`The connection closed with ${code} ${reason}`)))
  return {
    events: inbox.all,
    frames,
    next: <K extends ServerEvent['type']>(type: K, timeoutMs?: number) =>
      inbox.take((event): event is EventOf<K> => event.type === type, `an event '${type}'`, timeoutMs),
    waitFor: (matches, timeoutMs) => inbox.take(matches, 'a matching event', timeoutMs),
    send: frame => socket.send(JSON.stringify(frame)),
    sendRaw: data => socket.send(data),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    closed,
    close() {
      socket.close()
      return closed
    },
    terminate: () => socket.terminate(),
  }
}

/**
 * Asks for the session once, as a page does on a first visit, and gives the cookies it set as a `Cookie` header: the
 * session of a new guest.
 * @param url the app, such as `http://127.0.0.1:3000`
 * @param cookie cookies the visitor has already
 */
export async function visit(url: string, cookie?: string): Promise<string> {
  const response = await fetch(`${url}/api/session`, { headers: cookie === undefined ? {} : { cookie } })
  await response.arrayBuffer()
  if (!response.ok) throw new Error(`/api/session answered ${response.status}.`)
  const jar = new Map((cookie ?? '').split('; ').filter(Boolean).map(pair => [pair.split('=')[0], pair]))
  for (const set of response.headers.getSetCookie()) {
    const [pair = ''] = set.split(';')
    jar.set(pair.split('=')[0], pair)
  }
  return [...jar.values()].join('; ')
}
