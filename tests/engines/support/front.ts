import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { REPORT_PATH, withGuard } from './page-guard'

/** Answers that a test holds back, or refuses. */
export interface Hold {
  /** The paths that were asked for so far. */
  readonly asked: readonly string[]
  /** Lets these answers through, those that were not refused yet, and all later ones. */
  release(): void
}

/** What stands between the browsers and the app: it hears what goes wrong on the pages, and can hold answers back. */
export interface Front {
  readonly url: string
  /** What went wrong on the pages so far: errors, breaches of the content security policy, answers of 400 and more. */
  readonly problems: readonly string[]
  /** Holds back the answers to all paths that match, until they are released one way or the other. */
  hold(paths: RegExp): Hold
  /** Answers 503 to all paths that match, until they are released one way or the other. */
  refuse(paths: RegExp): Hold
  releaseAll(): void
  close(): Promise<void>
}

/** The front changes the HTML, so it asks for answers that are not compressed. */
function plainHeaders({ headers }: IncomingMessage) {
  return { ...headers, 'accept-encoding': 'identity' }
}

async function pass(from: IncomingMessage, to: ServerResponse): Promise<void> {
  const status = from.statusCode ?? 502
  const { 'content-length': length, ...headers } = from.headers
  if (headers['content-type']?.startsWith('text/html')) to.writeHead(status, headers).end(withGuard(await text(from)))
  else from.pipe(to.writeHead(status, length === undefined ? headers : { ...headers, 'content-length': length }))
}

/** Joins a client that wants a WebSocket to the app. */
function join(client: Socket, head: Buffer, { url, rawHeaders }: IncomingMessage, port: number): void {
  const app = connect(port, '127.0.0.1', () => {
    const lines = rawHeaders.flatMap((name, index) => index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}`] : [])
    app.write([`GET ${url} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
    app.write(head)
    app.pipe(client).pipe(app)
  })
  for (const [one, other] of [[app, client], [client, app]] as const) {
    for (const event of ['error', 'close']) one.on(event, () => other.destroy())
  }
}

/** Starts a front before the app on that port of the loopback. */
export async function startFront(appPort: number): Promise<Front> {
  const problems: string[] = []
  const holds: { paths: RegExp, asked: string[], released: Promise<void>, release: () => void }[] = []
  const refusals: { paths: RegExp, asked: string[], release: () => void }[] = []

  async function answer(client: IncomingMessage, to: ServerResponse) {
    const { url: path = '/', method } = client
    if (path === REPORT_PATH) {
      problems.push(await text(client))
      return void to.writeHead(204).end()
    }
    const refused = refusals.find(({ paths }) => paths.test(path))
    if (refused) {
      refused.asked.push(path)
      return void to.writeHead(503).end()
    }
    for (const { paths, asked, released } of holds) {
      if (!paths.test(path)) continue
      asked.push(path)
      await released
    }
    const headers = plainHeaders(client)
    const asking = request({ port: appPort, host: '127.0.0.1', path, method, headers }, (from) => {
      if ((from.statusCode ?? 0) >= 400) problems.push(`${from.statusCode} ${method} ${path}`)
      void pass(from, to)
    })
    // A browser gives up the requests of a page that it leaves.
    asking.on('error', () => to.destroy())
    to.on('close', () => asking.destroy())
    client.pipe(asking)
  }

  const server = createServer((client, to) => void answer(client, to))
  const upgraded = new Set<Socket>()
  server.on('upgrade', (client: IncomingMessage, socket: Socket, head: Buffer) => {
    upgraded.add(socket)
    socket.on('close', () => upgraded.delete(socket))
    join(socket, head, client, appPort)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The front has no port.')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    problems,
    hold(paths) {
      let release = () => {}
      const released = new Promise<void>((resolve) => {
        release = resolve
      })
      const hold = { paths, asked: [], released, release }
      holds.push(hold)
      return hold
    },
    refuse(paths) {
      const refusal = { paths, asked: [], release: () => void refusals.splice(refusals.indexOf(refusal), 1) }
      refusals.push(refusal)
      return refusal
    },
    releaseAll() {
      for (const { release } of [...holds, ...refusals]) release()
    },
    async close() {
      for (const socket of upgraded) socket.destroy()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
