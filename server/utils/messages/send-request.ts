import * as z from 'zod/mini'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { clientIdSchema } from '#shared/schemas/event'
import { ParleyError } from '../errors/parley-error'

/** What `POST /send/` was asked to send. `json` decides the form of the answer. */
export interface SendRequest {
  readonly json: boolean
  readonly data: string
  readonly channel: string | null
  readonly clientId: string | undefined
}

const SAY_JSON = 'Send {"data": "your text", "channel": "channel_1"}.'
const SAY_FORM = 'Send the form field data with your text, and channel with the channel\'s name.'

const jsonSchema = z.object({ data: z.string(), channel: z.optional(z.string()), clientId: z.optional(z.string()) })

function formValue(form: FormData, query: URLSearchParams, name: string): string | null {
  const value = form.getAll(name).at(-1) ?? query.getAll(name).at(-1) ?? null
  if (value !== null && typeof value !== 'string') throw new ParleyError('bad_frame', `${name} is a file. ${SAY_FORM}`)
  return value
}

async function parseForm(body: Buffer, contentType: string): Promise<FormData> {
  if (body.length === 0) return new FormData()
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType)) {
    throw new ParleyError('bad_frame', `Content-Type '${contentType.slice(0, 80)}' is not understood. Use application/x-www-form-urlencoded, multipart/form-data or application/json. ${SAY_FORM}`)
  }
  try {
    return await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData()
  }
  catch {
    throw new ParleyError('bad_frame', `The form can't be read. ${SAY_FORM}`)
  }
}

function parseJson(body: Buffer): z.infer<typeof jsonSchema> {
  let value: unknown
  try {
    value = JSON.parse(body.toString('utf8'))
  }
  catch {
    throw new ParleyError('bad_frame', `The body is not JSON. ${SAY_JSON}`)
  }
  const parsed = jsonSchema.safeParse(value)
  if (!parsed.success) throw new ParleyError('bad_frame', `data, channel and clientId must be texts. ${SAY_JSON}`)
  return parsed.data
}

/** @throws ParleyError `empty` or `too_long`, with what to do instead */
export function checkText(text: string): void {
  if (!/\S/.test(text)) throw new ParleyError('empty', 'The message is empty. Send some text in data.')
  if (text.length > TEXT_MAX_CHARS) {
    throw new ParleyError('too_long', `The message has ${text.length} characters; at most ${TEXT_MAX_CHARS} are allowed. Send it in parts.`)
  }
}

/**
 * Reads a `POST /send/` in any of its forms: url-encoded or multipart fields, the same names in the query (as Tornado's
 * `get_argument` allows), or JSON.
 * @throws ParleyError whose message says what to send
 */
export async function parseSendRequest(input: { body: Buffer, contentType: string, query: URLSearchParams, idempotencyKey: string | null }): Promise<SendRequest> {
  const json = /^application\/json\b/i.test(input.contentType)
  const fields = json ? parseJson(input.body) : null
  const form = fields ? null : await parseForm(input.body, input.contentType)
  const data = fields ? fields.data : form && formValue(form, input.query, 'data')
  const channel = fields ? fields.channel ?? null : form && formValue(form, input.query, 'channel')
  if (data === null) throw new ParleyError('empty', `data is missing. ${SAY_FORM}`)
  checkText(data)
  const clientId = input.idempotencyKey ?? fields?.clientId
  if (clientId !== undefined && !clientIdSchema.safeParse(clientId).success) {
    throw new ParleyError('bad_frame', 'The Idempotency-Key (or clientId) must be 1 to 64 letters, digits, "_", "-", "." or ":". A UUID is a good one.')
  }
  return { json, data, channel, clientId }
}
