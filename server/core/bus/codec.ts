import * as z from 'zod/mini'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { parseLogEvent, type LogEvent } from '#shared/events'
import { roomIdSchema, seqSchema } from '#shared/schemas/room'
import { userSchema } from '#shared/schemas/user'
import { isBlankToTheEye } from '#shared/text/visible'
import type { ControlMessage } from './bus'

/**
 * Payload of one PUBLISH, in UTF-16 units. Redis cuts a subscriber that has 32 MB waiting (8 MB for a minute), so one payload
 * is a small part of that; a single event, at most 24,000 units of it text, always fits.
 */
export const PAYLOAD_MAX_CHARS = 256 * 1024

const controlSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('renamed'), user: userSchema, at: z.int() }),
  z.object({ type: z.literal('presence'), room: roomIdSchema, left: z.optional(z.array(userSchema.shape.id)) }),
  z.object({ type: z.literal('room'), room: roomIdSchema, people: z.optional(z.array(userSchema.shape.id)), out: z.optional(z.boolean()) }),
  z.object({
    type: z.literal('person'),
    person: userSchema.shape.id,
    signIn: z.optional(z.object({ from: z.optional(z.string()), to: z.string() })),
  }),
  z.object({ type: z.literal('face'), person: userSchema.shape.id }),
  z.object({ type: z.literal('settings') }),
  z.object({ type: z.literal('signed-out'), person: userSchema.shape.id, signIns: z.nullable(z.array(z.string())) }),
  z.object({
    type: z.literal('read'),
    person: userSchema.shape.id,
    room: roomIdSchema,
    seq: seqSchema,
    generation: z.optional(seqSchema),
  }),
  z.object({
    type: z.literal('people'),
    people: z.array(userSchema.shape.id),
    from: z.optional(z.string()),
    back: z.optional(z.boolean()),
  }),
  z.object({ type: z.literal('typing'), room: roomIdSchema, user: userSchema, stop: z.boolean() }),
])

/** Events as the payloads that carry them, in order: JSON arrays, each at most `maxChars` long unless one event alone is longer. */
export function encodeEvents(events: readonly LogEvent[], maxChars = PAYLOAD_MAX_CHARS): string[] {
  const payloads: string[] = []
  let parts: string[] = []
  let chars = 0
  const close = () => {
    if (parts.length > 0) payloads.push(`[${parts.join(',')}]`)
    parts = []
    chars = 0
  }
  for (const event of events) {
    const part = JSON.stringify(toItem(event))
    if (chars + part.length + 2 > maxChars) close()
    parts.push(part)
    chars += part.length + 1
  }
  close()
  return payloads
}

export interface DecodedEvents {
  readonly events: readonly LogEvent[]
  /** Items that are no events of the room. They are left out, and what they should have been is read from the log. */
  readonly damaged: number
}

/** The events of a payload; null when it is no JSON array. One bad item costs no other. */
export function decodeEvents(room: string, payload: string): DecodedEvents | null {
  const items = parseJson(payload)
  if (!Array.isArray(items)) return null
  const events = items.map(parseLogEvent).filter(event => event?.room === room).filter(event => event !== null)
  return { events, damaged: items.length - events.length }
}

/** An event as it goes over the bus. */
function toItem(event: LogEvent): object {
  if (event.type !== 'unknown') return event
  const { kind, ...rest } = event
  return { ...rest, type: kind }
}

export function encodeControl(message: ControlMessage): string {
  return JSON.stringify(message)
}

/** The control message, or null when the payload is not one. */
export function decodeControl(payload: string): ControlMessage | null {
  const parsed = controlSchema.safeParse(parseJson(payload))
  return parsed.success ? parsed.data : null
}

/** A bare text as it is shown: at most as long as a message may be, never half a character at the cut; null when there is nothing to see. */
export function decodeLive(payload: string): string | null {
  if (isBlankToTheEye(payload)) return null
  if (payload.length <= TEXT_MAX_CHARS) return payload
  return payload.slice(0, TEXT_MAX_CHARS).replace(/[\uD800-\uDBFF]$/, '')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  }
  catch {
    return undefined
  }
}
