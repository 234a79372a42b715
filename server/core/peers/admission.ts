import * as z from 'zod/mini'
import { seqSchema } from '#shared/schemas/room'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import type { Wire } from '../hub/peer'
import type { Principal } from '../principal'

/** Decisions about a connection before its upgrade. */
export interface Admission {
  readonly wire: Wire
  /** Null without a session: an app client then gets an error instead of `hello`, a plain one reads public channels. */
  readonly user: Principal | null
  /** When the session of `user` was sealed, in Unix ms; 0 without one. */
  readonly sealedAt: number
  /**
   * The position of the list of rooms that an app client keeps; empty where it has none yet, null where it keeps none.
   */
  readonly feed: string | null
  /** For a plain client: its room, and `since`. */
  readonly plain: { readonly room: string, readonly since: number | null } | null
}

const contextSchema = z.object({ admission: z.custom<Admission>(value => typeof value === 'object' && value !== null) })

/**
 * Leaves the admission for the socket server. crossws passes the same context object from the upgrade hook to the
 * upgraded request.
 */
export function admit(context: Record<string, unknown>, admission: Admission): void {
  context.admission = admission
}

/** The admission of an upgraded request (crossws 0.3 keeps the context in `_context`); null if there is none. */
export function admissionOf(request: object): Admission | null {
  const parsed = contextSchema.safeParse(Reflect.get(request, '_context'))
  return parsed.success ? parsed.data.admission : null
}

/** The wire that a client asks for: `app` if it offers `parley.v1`, else `plain`. */
export function wireOf(protocols: string | null): Wire {
  return (protocols ?? '').split(',').some(protocol => protocol.trim() === SUBPROTOCOL) ? 'app' : 'plain'
}

/**
 * `since` of a plain client's URL: a `seq`, or null for live messages only. Undefined unless it has decimal digits
 * only: `Number()` alone would also accept `0x10`, `1e3` and blanks.
 */
export function parseSince(value: string | null): number | null | undefined {
  if (value === null) return null
  const parsed = seqSchema.safeParse(/^\d+$/.test(value) ? Number(value) : Number.NaN)
  return parsed.success ? parsed.data : undefined
}
