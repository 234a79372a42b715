import * as z from 'zod/mini'
import { COMMAND_NAMES, type Command } from '#shared/commands'
import { clientIdSchema } from '#shared/events/marks'
import { clientFrameSchema, type ClientFrame } from '#shared/schemas/frames'
import { roomIdSchema } from '#shared/schemas/room'
import { ParleyError } from '../../platform/errors/parley-error'
import { textRefusal } from '../errors/check-text'
import { whatWasExpected } from '../errors/what-was-expected'

const TYPES = ['ping', 'join', 'leave', 'listen', 'read', 'typing', 'active', 'watch', ...COMMAND_NAMES].join(', ')
const NOT_JSON = `The frame is not JSON. Send one JSON object with a type: ${TYPES}.`

/** Undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}

/**
 * @param value what `parseJson` gave
 * @throws ParleyError that says what was expected
 */
export function parseFrame(value: unknown): ClientFrame {
  if (value === undefined) throw new ParleyError('bad_frame', NOT_JSON)
  const parsed = clientFrameSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const refusal = textRefusal(parsed.error.issues.filter(({ path }) => path.join('.') === 'text'))
  if (refusal) throw refusal
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || 'it'
  const expected = issue ? whatWasExpected(issue) : 'is not valid'
  throw new ParleyError(
    'bad_frame',
    `The frame is not understood: ${where} ${expected}. docs/protocol.md lists every frame.`,
  )
}

/** Only frames of commands have a client id. */
export function isCommand(frame: ClientFrame): frame is Command {
  return 'clientId' in frame
}

const correlationSchema = z.catch(z.object({
  id: z.catch(z.optional(z.int()), undefined),
  room: z.catch(z.optional(roomIdSchema), undefined),
  clientId: z.catch(z.optional(clientIdSchema), undefined),
}), {})

export type Correlation = z.infer<typeof correlationSchema>

/** What an error frame is about, as far as an unreadable frame can say: the client finds the failed message by it. */
export function correlationOf(value: unknown): Correlation {
  return correlationSchema.parse(value)
}
