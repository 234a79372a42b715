import * as z from 'zod/mini'
import { isKnownKind } from '#shared/events'
import { serverEventSchema, type ServerEvent } from '#shared/schemas/frames'
import { roomIdSchema, seqSchema } from '#shared/schemas/room'
import { userSchema } from '#shared/schemas/user'

/**
 * A log event of a kind that this version does not know. It shows nothing, but takes its `seq`; otherwise there would
 * be a gap for ever.
 */
interface UnknownLogEvent {
  readonly type: 'unknown'
  readonly room: string
  readonly seq: number
  /** This version knows the kind, and the process that passed the event on does not: only its marks came. */
  readonly withheld?: true
}

export type IncomingEvent = ServerEvent | UnknownLogEvent

export interface ParsedFrame {
  readonly events: readonly IncomingEvent[]
  /** Events (or whole frames) that could not be parsed. */
  readonly ignored: number
}

/** Fields of every log event: only these give a place in a room and an author. */
const logMarksSchema = z.object({ type: z.string(), room: roomIdSchema, seq: seqSchema, author: userSchema })

/**
 * Parses a frame of the server event by event: a newer server may send an unknown event, and the known ones beside it
 * must not be lost. Damaged events are counted and skipped. A skipped log event is a gap, and is asked for again.
 */
export function parseServerFrame(data: unknown): ParsedFrame {
  const frame = parseJson(data)
  if (!Array.isArray(frame)) return { events: [], ignored: 1 }
  const events = frame.map(parseEvent).filter(event => event !== null)
  return { events, ignored: frame.length - events.length }
}

function parseEvent(value: unknown): IncomingEvent | null {
  const known = serverEventSchema.safeParse(value)
  if (known.success) return known.data
  const marks = logMarksSchema.safeParse(value)
  if (!marks.success) return null
  const { type, room, seq } = marks.data
  const entry = { type: 'unknown', room, seq } as const
  // A damaged one of a known kind must not count as one that shows nothing.
  if (!isKnownKind(type)) return entry
  return isWithheld(value) ? { ...entry, withheld: true } : null
}

/**
 * During a rolling update a process of the version before gives the marks of a kind that it does not know, and nothing
 * else. Messages are known to all versions.
 */
function isWithheld(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && value.type !== 'message' && !('id' in value)
}

function parseJson(data: unknown): unknown {
  if (typeof data !== 'string') return null
  try {
    return JSON.parse(data)
  }
  catch {
    return null
  }
}
