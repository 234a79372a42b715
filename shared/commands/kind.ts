import * as z from 'zod/mini'
import type { EventContent } from '../events'
import type { Fields } from '../events/kind'
import { clientIdSchema } from '../events/marks'
import { roomIdSchema } from '../schemas/room'

interface CommandKind<Type extends string, Own extends Fields> {
  readonly type: Type
  /** Its fields besides `room` and `clientId`. A message that it changes is its `target`, a `seq`. */
  readonly fields: Own
  /** Stricter schemas of some fields: what this version accepts in them. */
  readonly limits?: Partial<Own>
  /** Only the author of the target may give it. */
  readonly own?: boolean
  /** Afterwards nothing of the target is left: other changes of it need not be sent. */
  readonly ends?: boolean
  /** The content of its event. */
  becomes(command: z.infer<z.ZodMiniObject<Own>>): EventContent
}

/** A kind of command. Its frame and its record in the outbox follow from `fields`. */
export function commandKind<const Type extends string, Own extends Fields>(kind: CommandKind<Type, Own>) {
  const { type, fields, limits, own = false, ends = false, becomes } = kind
  return {
    type,
    own,
    ends,
    becomes,
    /** The frame. */
    schema: z.object({ type: z.literal(type), room: roomIdSchema, clientId: clientIdSchema, ...fields, ...limits }),
    /**
     * The frame as a client makes it, without `limits`: a text that an earlier version accepted is kept, shown and
     * refused by the server, not silently lost.
     */
    given: z.object({ type: z.literal(type), room: z.string(), clientId: z.string(), ...fields }),
    /** What the client's outbox keeps, without `limits` for the same reason. */
    kept: z.object({ kind: z.literal(type), ...fields }),
  }
}
