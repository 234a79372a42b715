import type { H3Event } from 'h3'
import type * as z from 'zod/mini'
import { canInPlace, type Action, type PlaceAction } from '../../access/can'
import { whatWasExpected } from '../../core/errors/what-was-expected'
import type { Principal } from '../../core/principal'
import { ParleyError } from '../../platform/errors/parley-error'
import { consume, type RateLimit } from '../../platform/limits/consume'
import type { Visit } from '../people/session'
import type { Place } from '../place'

/** The caller of an operation, and the services that it works with. */
export interface OperationContext extends Place {
  /** Null without a session. */
  readonly visit: Visit | null
  /** Where the caller comes from, as `addressKey` names it. */
  readonly address: string
  /** Only for cookies. */
  readonly event: H3Event
}

/** The context of an operation that needs a session: the caller is known. */
export interface KnownContext extends OperationContext {
  readonly visit: Visit
  readonly principal: Principal
}

export const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type Method = typeof METHODS[number]

/**
 * The users who may ask. `session`: any user with a session, guests too. `account`: users with an account. `place`:
 * decided by the role in the place. `room`: decided by the standing in the room that the input names.
 */
export type Who
  = 'anybody' | 'session' | 'account'
    | { readonly place: PlaceAction }
    | { readonly room: Action }

interface OperationBase {
  /** Its name in the OpenAPI document. */
  readonly id: string
  readonly method: Method
  /** With parameters in braces: `/api/rooms/{room}`. */
  readonly path: string
  /** One sentence, active. */
  readonly summary: string
  readonly who: Who
  readonly limit?: RateLimit
  /** Parameters of the path, the query and the body, together. Unknown fields are refused. */
  readonly input: z.ZodMiniType
  readonly output: z.ZodMiniType
}

/** An operation over HTTP, ready to run. */
export interface Operation extends OperationBase {
  /** Checks, then runs. @throws ParleyError, and what the log throws */
  handle(context: OperationContext, given: unknown): Promise<unknown>
}

export interface OpenDefinition<I, O> extends OperationBase {
  readonly who: 'anybody'
  readonly input: z.ZodMiniType<I>
  readonly output: z.ZodMiniType<O>
  readonly run: (context: OperationContext, input: I) => Promise<O>
}

export interface KnownDefinition<I, O> extends OperationBase {
  readonly who: Exclude<Who, 'anybody'>
  readonly input: z.ZodMiniType<I>
  readonly output: z.ZodMiniType<O>
  readonly run: (context: KnownContext, input: I) => Promise<O>
}

/** An operation for all visitors, without a session too. */
export function defineOpenOperation<I, O>(definition: OpenDefinition<I, O>): Operation {
  return {
    ...definition,
    async handle(context, given) {
      const input = parse(definition, given)
      await pay(context, definition.limit)
      return definition.run(context, input)
    },
  }
}

/** An operation for callers with a session. The phases and their order are the same for all operations. */
export function defineOperation<I, O>(definition: KnownDefinition<I, O>): Operation {
  return {
    ...definition,
    async handle(context, given) {
      const input = parse(definition, given)
      const { visit } = context
      if (!visit) throw new ParleyError('unauthorized', NO_SESSION)
      const known = { ...context, visit, principal: visit.principal }
      await authorize(known, definition.who, input)
      await pay(context, definition.limit)
      return definition.run(known, input)
    },
  }
}

const NO_SESSION = 'There is no session. Send the session cookie that GET /api/session set.'
const NO_ACCOUNT = 'This needs an account. Make one with POST /api/account, or sign in.'

function parse<I>({ id, input }: { readonly id: string, readonly input: z.ZodMiniType<I> }, given: unknown): I {
  const parsed = input.safeParse(given)
  if (parsed.success) {
    const [odd] = Object.entries(Object(parsed.data)).find(([, value]) => hasZero(value)) ?? []
    if (odd === undefined) return parsed.data
    throw new ParleyError('invalid', `${odd} has a character that no text may have: U+0000. Send it without.`)
  }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || (issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'The body')
  const expected = issue ? whatWasExpected(issue) : 'is not valid'
  throw new ParleyError('invalid', `${where} ${expected}. GET /api/openapi.json describes ${id}.`)
}

/** PostgreSQL stores no zero character and refuses to look for one, and SQLite ends a text there. */
function hasZero(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  return typeof value === 'object' && value !== null && Object.values(value).some(hasZero)
}

async function authorize(
  context: KnownContext,
  who: KnownDefinition<unknown, unknown>['who'],
  input: unknown,
): Promise<void> {
  const { principal, rooms } = context
  if (who === 'session') return
  const isGuest = (principal.role ?? 'guest') === 'guest'
  if (who === 'account') {
    if (isGuest) throw new ParleyError('unauthorized', NO_ACCOUNT)
    return
  }
  if ('place' in who) {
    if (canInPlace(principal, who.place, context.settings.known)) return
    throw isGuest
      ? new ParleyError('unauthorized', NO_ACCOUNT)
      : new ParleyError('forbidden', 'Your role in this place does not allow this. Ask an owner.')
  }
  await rooms.authorize(principal, who.room, roomOf(input))
}

function roomOf(input: unknown): string {
  const room = typeof input === 'object' && input !== null && 'room' in input ? input.room : undefined
  return typeof room === 'string' ? room : ''
}

async function pay({ limit, visit, address }: OperationContext, limited: RateLimit | undefined): Promise<void> {
  if (limited) await consume(limit, visit?.principal.id ?? address, address, limited)
}
