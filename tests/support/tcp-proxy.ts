import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy that can cut connections at a chosen point. */
export interface TcpProxy {
  readonly port: number
  /** Cuts every connection, and refuses new ones until `restore`. */
  cut(): void
  restore(): void
  /**
   * Once: after a client sends `text`, discards the server's answers, and cuts the connection when `answer` is among
   * them. The server has done its work, and the client never learns it. Waiting for the answer matters where a client
   * sends several frames at once: an earlier cut could end the server's work before the last one. Resolves after the
   * cut.
   */
  loseAnswer(to: { readonly text: string, readonly answer: string }): Promise<void>
  /** Once: replaces `text` in the client's next data by `by`, which has the same length. */
  misquote(words: { readonly text: string, readonly by: string }): void
  close(): Promise<void>
}

export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let refusing = false
  let losing: { text: string, answer: string, done: () => void } | null = null
  let misquoted: { text: string, by: string } | null = null

  const server = createServer((client) => {
    if (refusing) return void client.destroy()
    const target = connect(targetPort, '127.0.0.1')
    let armed = false
    let lost = ''
    const end = () => {
      client.destroy()
      target.destroy()
      sockets.delete(client)
    }
    sockets.add(client)
    for (const socket of [client, target]) socket.on('error', end).on('close', end)
    client.on('data', (bytes) => {
      if (losing && bytes.includes(losing.text)) armed = true
      const place = misquoted ? bytes.indexOf(misquoted.text) : -1
      if (misquoted && place >= 0) {
        bytes.write(misquoted.by, place)
        misquoted = null
      }
      target.write(bytes)
    })
    target.on('data', (bytes) => {
      if (!armed || !losing) return void client.write(bytes)
      lost += bytes.toString('latin1')
      if (!lost.includes(losing.answer)) return
      losing.done()
      losing = null
      end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')

  function cut() {
    refusing = true
    for (const socket of sockets) socket.destroy()
  }

  return {
    port: address.port,
    cut,
    restore() {
      refusing = false
    },
    loseAnswer: ({ text, answer }) => new Promise((done) => {
      losing = { text, answer, done }
    }),
    misquote(words) {
      misquoted = words
    },
    async close() {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
