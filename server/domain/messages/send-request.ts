import * as z from 'zod/mini'
import { checkText } from '../../core/errors/check-text'
import { ParleyError } from '../../platform/errors/parley-error'
import { parseContentType } from '../../platform/http/content-type'
import { parseJson } from '../../platform/http/json'
import { parseMultipart } from '../../platform/http/multipart'
import { parseUrlEncoded } from '../../platform/http/url-encoded'
import { checkClientId } from './client-id'

/** The message in a `POST /send/`. `json` decides the form of the answer. */
export interface SendRequest {
  readonly json: boolean
  readonly data: string
  readonly channel: string | null
  readonly clientId: string | undefined
}

const URL_ENCODED = 'application/x-www-form-urlencoded'
const MULTIPART = 'multipart/form-data'
const JSON_TYPE = 'application/json'

const SAY_JSON = 'Send {"data": "your text", "channel": "channel_1"}.'
const SAY_FORM = 'Send the form field data with your text, and channel with the channel\'s name.'

const jsonSchema = z.object({ data: z.string(), channel: z.optional(z.string()), clientId: z.optional(z.string()) })

type Form = Pick<FormData | URLSearchParams, 'getAll'>

function formValue(form: Form, query: URLSearchParams, name: string): string | null {
  const value = form.getAll(name).at(-1) ?? query.getAll(name).at(-1) ?? null
  if (value !== null && typeof value !== 'string') throw new ParleyError('invalid', `${name} is a file. ${SAY_FORM}`)
  return value
}

async function parseForm(body: Buffer, header: string): Promise<Form> {
  if (body.length === 0) return new URLSearchParams()
  const { type, charset } = parseContentType(header)
  if (type === URL_ENCODED) return parseUrlEncoded(body, charset)
  if (type === MULTIPART) return parseMultipart(body, header)
  throw new ParleyError(
    'unsupported',
    `Content-Type '${header.slice(0, 80)}' is not supported. Use ${URL_ENCODED}, ${MULTIPART} or ${JSON_TYPE}. ${SAY_FORM}`,
  )
}

function parseFields(body: Buffer, charset: string | null): z.infer<typeof jsonSchema> {
  const parsed = jsonSchema.safeParse(parseJson(body, charset, SAY_JSON))
  if (!parsed.success) throw new ParleyError('invalid', `data, channel and clientId must be strings. ${SAY_JSON}`)
  return parsed.data
}

interface SendInput {
  readonly body: Buffer
  readonly contentType: string
  /** The query of the address, without its question mark, as it came: one byte per character. */
  readonly query: string
  readonly idempotencyKey: string | null
}

/**
 * Reads a `POST /send/` in any of its forms: url-encoded or multipart fields, the same names in the query (as Tornado's
 * `get_argument` allows), or JSON.
 * @throws ParleyError whose message says what to send
 */
export async function parseSendRequest(input: SendInput): Promise<SendRequest> {
  const { type, charset } = parseContentType(input.contentType)
  const json = type === JSON_TYPE
  const fields = json ? parseFields(input.body, charset) : null
  const form = fields ? null : await parseForm(input.body, input.contentType)
  const query = parseUrlEncoded(Buffer.from(input.query, 'latin1'), null)
  const data = fields ? fields.data : form && formValue(form, query, 'data')
  const channel = fields ? fields.channel ?? null : form && formValue(form, query, 'channel')
  if (data === null) throw new ParleyError('empty', `data is missing. ${SAY_FORM}`)
  checkText(data)
  const clientId = checkClientId(input.idempotencyKey ?? fields?.clientId)
  return { json, data, channel, clientId }
}
