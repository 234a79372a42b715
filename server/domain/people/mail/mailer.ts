import type { Transporter } from 'nodemailer'
import { mailAddressSchema } from '#shared/schemas/mail'
import { ParleyError } from '../../../platform/errors/parley-error'
import { logger } from '../../../platform/logging/logger'
import type { Config } from '../../../platform/config/schema'
import { MAIL_TIMEOUT_MS } from '../../../platform/limits/server-limits'

export interface Mail {
  /** One address, without a name. */
  readonly to: string
  /** One line. */
  readonly subject: string
  readonly text: string
}

export interface Mailer {
  /** Resolves when the mail server took the mail. @throws ParleyError if it did not, or the address is no address */
  send(mail: Mail): Promise<void>
}

type MailConfig = Pick<Config, 'SMTP_URL' | 'MAIL_FROM'>

/** Sends mails through the configured server; null without one. Connects for each mail: mails are rare. */
export async function createMailer({ SMTP_URL: url, MAIL_FROM: from }: MailConfig): Promise<Mailer | null> {
  if (!url || !from) return null
  const transport = await openTransport(url)
  return {
    async send({ to, subject, text }) {
      const address = mailAddressSchema.safeParse(to)
      if (!address.success)
        throw new ParleyError('invalid', 'This is no mail address. Use one such as ada@example.org.')
      if (/\p{Cc}/u.test(subject)) throw new ParleyError('invalid', 'The subject of a mail must be one line.')
      try {
        // As an object: nodemailer would split a text at commas into several addresses.
        await transport.sendMail({ from, to: { name: '', address: address.data }, subject, text })
      }
      catch (error) {
        throw refusal(error)
      }
    },
  }
}

/** nodemailer is loaded only where mails are sent. Options in the query of the address win over these. */
async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  const { hostname, username } = new URL(url)
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(hostname)
  return createTransport({
    url,
    // A server on this machine often has a self-signed certificate. To other machines no password is sent in the clear.
    ignoreTLS: isLocal,
    requireTLS: !isLocal && username !== '',
    connectionTimeout: MAIL_TIMEOUT_MS,
    greetingTimeout: MAIL_TIMEOUT_MS,
    socketTimeout: MAIL_TIMEOUT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
}

/** The user learns what to do; the log says why the server refused. The server's own words may hold the address. */
function refusal(error: unknown): ParleyError {
  const code = numberOf(error, 'responseCode')
  const command = textOf(error, 'command')
  logger.error(
    { code: code ?? textOf(error, 'code'), command },
    'A mail was not sent. Check SMTP_URL and the mail server.',
  )
  if (command === 'RCPT TO' && code !== null && code >= 500) {
    return new ParleyError('invalid', 'The mail server does not deliver to this address. Check it.')
  }
  return new ParleyError('unavailable', 'The mail could not be sent. Try again in a few minutes.', 60_000)
}

function numberOf(error: unknown, key: string): number | null {
  const value = valueOf(error, key)
  return typeof value === 'number' ? value : null
}

function textOf(error: unknown, key: string): string | null {
  const value = valueOf(error, key)
  return typeof value === 'string' ? value : null
}

function valueOf(error: unknown, key: string): unknown {
  return error instanceof Error ? Object.getOwnPropertyDescriptor(error, key)?.value : undefined
}
