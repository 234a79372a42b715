import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { freePort } from './free-port'

export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Head and body as sent. */
  readonly raw: string
}

/** A mail server on the loopback that keeps what it receives. */
export interface TestSmtpServer {
  readonly port: number
  readonly mails: readonly ReceivedMail[]
  /** `name:password` of each sign-in. */
  readonly logins: readonly string[]
  stop(): Promise<void>
}

/** Starts a mail server that delivers to any address except those that begin with `nobody@`. */
export async function startSmtpServer(options: SMTPServerOptions = {}, wanted?: number): Promise<TestSmtpServer> {
  const mails: ReceivedMail[] = []
  const logins: string[] = []
  const port = wanted ?? await freePort()
  const server = new SMTPServer({
    authOptional: true,
    // It offers STARTTLS with a self-signed certificate, like many servers on the same machine.
    allowInsecureAuth: true,
    disableReverseLookup: true,
    onAuth({ username, password }, _session, callback) {
      logins.push(`${username}:${password}`)
      callback(null, { user: username })
    },
    onRcptTo({ address }, _session, callback) {
      callback(
        address.startsWith('nobody@') ? Object.assign(new Error('No such mailbox'), { responseCode: 550 }) : null,
      )
    },
    onData(stream, { envelope }, callback) {
      void text(stream).then((raw) => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), raw })
        callback()
      })
    },
    ...options,
  })
  server.on('error', () => {}) // A client that hangs up is no error of the test.
  server.listen(port, '127.0.0.1')
  await once(server.server, 'listening')
  return { port, mails, logins, stop: () => new Promise(resolve => server.close(() => resolve())) }
}
