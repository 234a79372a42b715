import * as z from 'zod'
import { roomIdSchema, type Room } from '#shared/schemas/room'
import { parseAddressRates } from './address-rates'
import { mailFrom, mailProblem, smtpUrl } from './mail'
import { parseOidcProviders } from './oidc-providers'
import { parseRedisUrl } from './redis-url'

/** WebSockets of one process, where the operator sets no number. */
export const MAX_CONNECTIONS_DEFAULT = 50_000

/** A whole number in a range. The operator reads the remedy. */
function whole(name: string, min: number, max: number, fallback: number) {
  const remedy = `${name} must be a whole number from ${min} to ${max}, such as ${fallback}.`
  return z.string().regex(/^\d+$/, remedy).transform(Number).refine(n => n >= min && n <= max, remedy).default(fallback)
}

function url(name: string, protocols: readonly string[], example: string) {
  return z.string().refine((value) => {
    return URL.canParse(value) && protocols.includes(new URL(value).protocol)
  }, `${name} is not a ${protocols[0]}// address. Use ${example}.`).optional()
}

/** Validated here and kept as text: only the code that connects needs its parts, name and password included. */
const redisUrl = z.string().check((context) => {
  try {
    parseRedisUrl(context.value)
  }
  catch (error) {
    context.issues.push({ code: 'custom', input: '', message: error instanceof Error ? error.message : String(error) })
  }
}).optional()

const DEFAULT_CHANNELS: readonly Room[] = [
  { id: 'channel_1', kind: 'channel', title: 'Customer service No. 1', titles: { zh: '一号客服' } },
  { id: 'channel_2', kind: 'channel', title: 'Customer service No. 2', titles: { zh: '二号客服' } },
]

const CHANNELS_REMEDY = 'CHANNELS must list id=Title, separated by ";". '
  + 'An id has letters, digits, "_" and "-", and occurs once. Use channel_1=Sales;channel_2=Support.'

const channels = z.string().transform((value, context): readonly Room[] => {
  const rooms = value.split(';').map(part => part.trim()).filter(Boolean).map((part): Room => {
    const [id = '', ...title] = part.split('=')
    return { id: id.trim(), kind: 'channel', title: title.join('=').trim() || id.trim() }
  })
  const wrong = rooms.length === 0 || rooms.some(room => !roomIdSchema.safeParse(room.id).success)
  if (wrong || new Set(rooms.map(room => room.id)).size !== rooms.length) {
    context.addIssue({ code: 'custom', message: CHANNELS_REMEDY })
  }
  return rooms
}).default(DEFAULT_CHANNELS)

const ORIGIN_REMEDY = 'PUBLIC_ORIGIN must list origins (scheme, host and port, no path), separated by ",". '
  + 'Use https://chat.example.org.'

const origins = z.string().transform((value, context): readonly string[] => {
  const list = value.split(',').map(part => part.trim().replace(/\/$/, '')).filter(Boolean)
  if (list.some(origin => !URL.canParse(origin) || new URL(origin).origin !== origin)) {
    context.addIssue({ code: 'custom', message: ORIGIN_REMEDY })
  }
  return list
}).default([])

export interface SendRate { readonly messages: number, readonly seconds: number }

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const

const RATE_REMEDY = 'RATE_LIMIT must be MESSAGES/SECONDS (each 1 to 100000) or off. Use 30/10.'

const rate = z.string().transform((value, context): SendRate | null => {
  if (value === 'off') return null
  const [, messages, seconds] = /^(\d{1,6})\/(\d{1,6})$/.exec(value) ?? []
  const parsed = { messages: Number(messages), seconds: Number(seconds) }
  if (![parsed.messages, parsed.seconds].every(n => n >= 1 && n <= 100_000)) {
    context.addIssue({ code: 'custom', message: RATE_REMEDY })
  }
  return parsed
}).default({ messages: 30, seconds: 10 })

const METRICS_TOKEN_REMEDY = 'METRICS_TOKEN must have 16 or more letters, digits or - . _ ~ + / =. '
  + 'Create one with: openssl rand -hex 24'

const addressRates = z.string().transform((value, context) => {
  try {
    return parseAddressRates(value)
  }
  catch (error) {
    context.issues.push({ code: 'custom', input: '', message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
}).default({})

const oidcProviders = z.string().transform((value, context) => {
  try {
    return parseOidcProviders(value)
  }
  catch (error) {
    context.issues.push({ code: 'custom', input: '', message: error instanceof Error ? error.message : String(error) })
    return z.NEVER
  }
}).default([])

/**
 * Every variable an operator can set: its format, its default, and the remedy for a wrong value. The README lists them
 * too.
 */
export const configSchema = z.object({
  PORT: whole('PORT', 0, 65_535, 3000),
  HOST: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  REDIS_URL: redisUrl,
  REDIS_PREFIX: z.string()
    .regex(/^[\w:-]{1,64}$/, 'REDIS_PREFIX must be 1 to 64 letters, digits, "_", "-" or ":". Use parley.')
    .default('parley'),
  DATABASE_URL: url('DATABASE_URL', ['postgres:', 'postgresql:'], 'postgres://user:password@localhost:5432/parley'),
  /** Days that an event and its message are kept; 0 keeps them for ever. */
  RETENTION_DAYS: whole('RETENTION_DAYS', 0, 36_500, 0),
  /** Number of newest events per room that are kept, with their messages; 0 keeps all. */
  RETENTION_EVENTS: whole('RETENTION_EVENTS', 0, 1_000_000_000, 0),
  PUBLIC_ORIGIN: origins,
  SESSION_SECRET: z.string()
    .min(32, 'SESSION_SECRET must have 32 characters or more. Create one with: openssl rand -base64 48')
    .optional(),
  TRUST_PROXY: whole('TRUST_PROXY', 0, 10, 0),
  CHANNELS: channels,
  MAX_CONNECTIONS: whole('MAX_CONNECTIONS', 1, 1_000_000, MAX_CONNECTIONS_DEFAULT),
  MAX_CONNECTIONS_PER_ADDRESS: whole('MAX_CONNECTIONS_PER_ADDRESS', 1, 1_000_000, 200),
  RATE_LIMIT: rate,
  /** Rates per address that replace those of `server/platform/limits/address-rates/kinds.ts`. */
  ADDRESS_RATES: addressRates,
  /** Milliseconds that batching may add to a message's latency in a busy room; 0 writes every message at once. */
  FANOUT_MAX_DELAY_MS: whole('FANOUT_MAX_DELAY_MS', 0, 60_000, 1_000),
  /** Grants access to `/metrics`. Without it, only a program on the same machine has access. */
  METRICS_TOKEN: z.string().regex(/^[\w.~+/=-]{16,}$/, METRICS_TOKEN_REMEDY).optional(),
  /** Whether batches are compressed for clients of `parley.v1` that offer it. */
  COMPRESSION: z.enum(['on', 'off'], 'COMPRESSION must be on or off. Use off.')
    .default('off')
    .transform(value => value === 'on'),
  LOG_LEVEL: z.enum(LOG_LEVELS, `LOG_LEVEL must be one of ${LOG_LEVELS.join(', ')}. Use info.`).default('info'),
  /** The server that takes mails. Without it Parley sends none. */
  SMTP_URL: smtpUrl,
  MAIL_FROM: mailFrom,
  /** Providers by which people sign in (OpenID Connect). */
  OIDC_PROVIDERS: oidcProviders,
}).check(({ value, issues }) => {
  const [name, message] = mailProblem(value) ?? []
  if (name) issues.push({ code: 'custom', input: '', path: [name], message })
})

export type Config = z.infer<typeof configSchema>
