import * as z from 'zod/mini'
import { seqSchema } from '#shared/schemas/room'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import type { WireForm } from '../hub/peer'
import type { Principal } from '../principal'

/** What was decided about a connection before it was upgraded. */
export interface Admission {
  readonly form: WireForm
  /** Null without a session: an app client is then told instead of greeted, a plain one reads what everybody may. */
  readonly user: Principal | null
  /** When the session of `user` was sealed, in Unix ms; 0 without one. */
  readonly sealedAt: number
  /** Of a plain client: the room it reads, and from where on. */
  readonly plain: { readonly room: string, readonly since: number | null } | null
}

const contextSchema = z.object({ admission: z.custom<Admission>(value => typeof value === 'object' && value !== null) })

/** Leaves the admission for the socket server. crossws hands the same context object from the upgrade hook to the upgraded request. */
export function admit(context: Record<string, unknown>, admission: Admission): void {
  context.admission = admission
}

/** The admission of a request that is being upgraded (crossws 0.3 keeps the context in `_context`); null when there was none. */
export function admissionOf(request: object): Admission | null {
  const parsed = contextSchema.safeParse(Reflect.get(request, '_context'))
  return parsed.success ? parsed.data.admission : null
}

/** The wire a client asks for: `parley.v1` when it offers it, else the plain one. */
export function wireForm(protocols: string | null): WireForm {
  return (protocols ?? '').split(',').some(protocol => protocol.trim() === SUBPROTOCOL) ? 'app' : 'plain'
}

/**
 * `since` of a plain client's URL: a `seq`, or null when it wants live messages only. Undefined when it is anything but decimal digits:
 * `Number()` alone would also take `0x10`, `1e3` and blanks.
 */
export function parseSince(value: string | null): number | null | undefined {
  if (value === null) return null
  const parsed = seqSchema.safeParse(/^\d+$/.test(value) ? Number(value) : Number.NaN)
  return parsed.success ? parsed.data : undefined
}
