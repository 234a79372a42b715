import { expect } from 'vitest'
import type * as z from 'zod/mini'
import { errorBodySchema } from '../../shared/schemas/http'
import type { ErrorCode } from '../../shared/schemas/frames'
import type { RoomState } from '../../shared/schemas/room'
import { roomAnswerSchema } from '../../shared/schemas/rooms'
import { DESCRIBED } from '../../server/app/http/described'
import { ask, type Answer } from './people'

/** The user who asks: the cookies of their browser. */
export interface Caller { readonly cookie: string }

const NOBODY: Caller = { cookie: '' }

const ROUTES = DESCRIBED.map(({ method, path, output }) => {
  const pattern = path.replaceAll(/\{\w+\}/g, '[^/?]+')
  return { matches: new RegExp(`^${method} ${pattern}(\\?.*)?$`), path, output }
})
  // A path without parameters before one that would take it, too.
  .sort((a, b) => Number(a.path.includes('{')) - Number(b.path.includes('{')))

/**
 * Asks the server for something, and holds the answer to the schema that the OpenAPI document has for it.
 * @param how method and path, such as `POST /api/rooms`
 */
export async function request(url: string, how: string, body?: object, { cookie }: Caller = NOBODY): Promise<Answer> {
  const answer = await ask(url, how, body, cookie)
  const route = ROUTES.find(({ matches }) => matches.test(how))
  if (!route) throw new Error(`The table of operations has no ${how}.`)
  const schema: z.ZodMiniType = answer.status === 200 ? route.output : errorBodySchema
  const parsed = schema.safeParse(answer.body)
  if (!parsed.success) throw new Error(`${how} was answered with what is not of its schema: ${JSON.stringify(answer)}`)
  if (answer.status === 200) expect(parsed.data).toEqual(answer.body)
  return answer
}

/** Like `request`, for what must be allowed. @returns the body */
export async function done<T>(
  schema: z.ZodMiniType<T>, url: string, how: string, body?: object, caller?: Caller,
): Promise<T> {
  const answer = await request(url, how, body, caller)
  expect(answer, how).toMatchObject({ status: 200 })
  return schema.parse(answer.body)
}

/** The code of a refusal. */
export async function refusal(url: string, how: string, body?: object, caller?: Caller): Promise<ErrorCode> {
  const answer = await request(url, how, body, caller)
  expect(answer.status, `${how}: ${JSON.stringify(answer.body)}`).not.toBe(200)
  return errorBodySchema.parse(answer.body).error.code
}

/** Creates a room. */
export async function newRoom(
  url: string,
  owner: Caller,
  kind: 'channel' | 'private',
  title = 'Design',
): Promise<RoomState> {
  return (await done(roomAnswerSchema, url, 'POST /api/rooms', { kind, title }, owner)).room
}
