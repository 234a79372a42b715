import * as z from 'zod/mini'
import { seqSchema } from '../schemas/room'
import { commandMarks } from './marks'
import type { Message } from './message'

/** The schemas of fields, by name. */
export type Fields = Readonly<Record<string, z.ZodMiniType>>

type EventSchema<Type extends string, Own extends Fields>
  = z.ZodMiniObject<{ type: z.ZodMiniLiteral<Type> } & typeof commandMarks & Own>

/**
 * A kind of event. Its row, its frame and what parses them follow from `fields`: those that it has besides the marks of
 * every event. What is not named there is neither stored nor sent.
 */
export function eventKind<const Type extends string, Own extends Fields>(type: Type, fields: Own) {
  return {
    type,
    fields,
    names: Object.keys(fields),
    /** What an event of this kind says, without its marks. */
    content: z.object({ type: z.literal(type), ...fields }),
    schema: z.object({ type: z.literal(type), ...commandMarks, ...fields }),
  }
}

/** Fields of every change. */
const target = { target: seqSchema }

/**
 * A kind of event that changes a message: `target` is the message's `seq`.
 * @param apply gives the message after the change; null if it is gone. It gives the same object if the change is not
 * valid or was applied already. Any order and any number of times must give the same outcome
 */
export function changeKind<const Type extends string, Own extends Fields>(
  type: Type,
  fields: Own,
  apply: (message: Message, change: z.infer<EventSchema<Type, typeof target & Own>>) => Message | null,
) {
  return { ...eventKind(type, { ...target, ...fields }), apply }
}
