import * as z from 'zod'
import { mailAddressSchema } from '#shared/schemas/mail'

/** The sender of mails. */
export interface MailSender { readonly name: string, readonly address: string }

const URL_REMEDY = 'SMTP_URL must begin with smtp:// or smtps:// and name a host. '
  + 'Use smtp://name:password@mail.example.org:587.'

const FROM_REMEDY = 'MAIL_FROM must be an address, or a name and an address in "<" and ">". '
  + 'Use Parley <chat@example.org>.'

/** Validated here and kept as text: nodemailer parses it, with all options that it knows. */
export const smtpUrl = z.string().refine((value) => {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== ''
}, URL_REMEDY).optional()

export const mailFrom = z.string().transform((value, context): MailSender => {
  const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]*)>$/u.exec(value.trim()) ?? []
  const address = mailAddressSchema.safeParse(bracketed ?? value)
  if (!address.success) context.addIssue({ code: 'custom', message: FROM_REMEDY })
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address: address.data ?? '' }
}).optional()

/** What is wrong with one of the two without the other; null if nothing is. */
export function mailProblem(
  config: { readonly SMTP_URL?: string, readonly MAIL_FROM?: MailSender },
): readonly [variable: string, remedy: string] | null {
  if (config.SMTP_URL && !config.MAIL_FROM) return ['MAIL_FROM', `SMTP_URL needs it. ${FROM_REMEDY}`]
  if (config.MAIL_FROM && !config.SMTP_URL) return ['SMTP_URL', `MAIL_FROM needs it. ${URL_REMEDY}`]
  return null
}
