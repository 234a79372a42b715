import * as z from 'zod/mini'
import { TEXT_MAX_CHARS } from '#shared/limits'
import { parseLogEvent, type LogEvent } from '#shared/events'
import { roomIdSchema, seqSchema } from '#shared/schemas/room'
import { userSchema } from '#shared/schemas/user'
import { isBlankToTheEye } from '#shared/text/visible'
import type { ControlMessage } from './bus'

/**
 * Payload of one PUBLISH, in UTF-16 units. Redis cuts a subscriber with 32 MB waiting (8 MB for a minute), so one
 * payload is a small part of that. A single event, whose text has at most 24,000 units, always fits.
 */
export const PAYLOAD_MAX_CHARS = 256 * 1024

const controlSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('renamed'), user: userSchema, at: z.int() }),
  z.object({ type: z.literal('presence'), room: roomIdSchema, left: z.optional(z.array(userSchema.shape.id)) }),
  z.object({
    type: z.literal('room'),
    room: roomIdSchema,
    people: z.optional(z.array(userSchema.shape.id)),
    out: z.optional(z.boolean()),
  }),
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

/** Encodes events as payloads, in order: JSON arrays of at most `maxChars`, unless one event alone is longer. */
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
  /** Number of items that are no events of the room. They are left out, and the gap is read from the log. */
  readonly damaged: number
}

/** The events of a payload; null if it is no JSON array. A damaged item costs no other one. */
export function decodeEvents(room: string, payload: string): DecodedEvents | null {
  const items = parseJson(payload)
  if (!Array.isArray(items)) return null
  const events = items.map(parseLogEvent).filter(event => event?.room === room).filter(event => event !== null)
  return { events, damaged: items.length - events.length }
}

/** An event in the form that the bus carries. */
function toItem(event: LogEvent): object {
  if (event.type !== 'unknown') return event
  const { kind, ...rest } = event
  return { ...rest, type: kind }
}

export function encodeControl(message: ControlMessage): string {
  return JSON.stringify(message)
}

/** The control message; null if the payload is none. */
export function decodeControl(payload: string): ControlMessage | null {
  const parsed = controlSchema.safeParse(parseJson(payload))
  return parsed.success ? parsed.data : null
}

/**
 * An external text as it is shown: at most as long as a message, and never cut within a character. Null if it is blank.
 */
export function decodeExternal(payload: string): string | null {
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
