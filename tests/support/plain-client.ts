import { createInbox } from './inbox'
import { openSocket, type Closed, type SocketOptions } from './socket'

/** The tutorial's client: no subprotocol, the channel in a cookie, one text frame per message. */
export interface PlainClient {
  /** All texts so far, in order. */
  readonly texts: readonly string[]
  /** Takes the next text. */
  next(timeoutMs?: number): Promise<string>
  /** Sends a frame, as the tutorial's heartbeat does. */
  send(data: string | Buffer): void
  readonly closed: Promise<Closed>
  close(): Promise<Closed>
  /** Breaks the connection without a closing frame. */
  terminate(): void
}

export interface PlainOptions extends Omit<SocketOptions, 'protocol' | 'cookie'> {
  /** The channel cookie; without it, the server's default channel. */
  readonly channel?: string
}

/** Connects as the tutorial's page does. `url` is the address of the WebSocket, such as `ws://127.0.0.1:3000/wb/`. */
export async function connectPlain({ channel, ...options }: PlainOptions): Promise<PlainClient> {
  const inbox = createInbox<string>(text => JSON.stringify(text))
  const { socket, closed } = await openSocket({ ...options, cookie: channel === undefined ? undefined : `channel=${channel}` }, (socket) => {
    socket.on('message', (data, isBinary) =>
      isBinary ? inbox.fail(new Error('A binary frame came.')) : inbox.push(data.toString()),
    )
  })
  void closed.then(({ code }) => inbox.fail(new Error(`The connection closed with ${code}.`)))
  return {
    texts: inbox.all,
    next: timeoutMs => inbox.take(() => true, 'the next text', timeoutMs),
    send: data => socket.send(data),
    closed,
    close() {
      socket.close()
      return closed
    },
    terminate: () => socket.terminate(),
  }
}

export interface FormPost {
  /** The app, such as `http://127.0.0.1:3000`. */
  readonly url: string
  readonly data?: string
  readonly channel?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Publishes as the tutorial's page does: a form with the fields `data` and `channel`, posted to `/send/`. */
export function postForm({ url, data, channel, headers = {} }: FormPost): Promise<Response> {
  const form = new URLSearchParams()
  if (data !== undefined) form.set('data', data)
  if (channel !== undefined) form.set('channel', channel)
  return fetch(`${url}/send/`, { method: 'POST', body: form, headers })
}
