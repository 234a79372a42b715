import * as z from 'zod/mini'
import { errorBodySchema } from '#shared/schemas/http'
import type { Method, Operation, Who } from '../../domain/operations/define'
import { STATUS } from '../../platform/errors/parley-error'

/** A request as the document describes it. `who` is missing for routes whose summary names the permitted users. */
export interface Described extends Pick<Operation, 'id' | 'path' | 'summary' | 'input' | 'output'> {
  readonly method: Method
  readonly who?: Who
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, object | boolean>>
  readonly required?: readonly string[]
  readonly [field: string]: unknown
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query'
  readonly required: boolean
  readonly schema: object | boolean
}

export interface OpenApiOperation {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly parameters: readonly Parameter[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

export interface OpenApi {
  readonly openapi: string
  readonly info: object
  readonly components: object
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>
}

const PARAMETER = /\{(\w+)\}/g

/** Methods whose fields are in the body; those of other methods are in the query. */
const WITH_BODY: ReadonlySet<Method> = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

/** The OpenAPI 3.1 document of these requests. */
export function openApi(described: readonly Described[]): OpenApi {
  const paths: Record<string, Record<string, OpenApiOperation>> = {}
  for (const one of described) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operationOf(one) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description: 'Rooms, people and messages over HTTP. The WebSocket is described in docs/protocol.md.',
    },
    components: {
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: 'parley-session',
          description: 'The cookie that GET /api/session sets; its name carries a suffix of the installation.',
        },
      },
    },
    paths,
  }
}

function operationOf({ id, method, path, summary, who, input, output }: Described): OpenApiOperation {
  const inPath = [...path.matchAll(PARAMETER)].map(([, name = '']) => name)
  const { properties = {}, required = [], ...rest } = jsonSchema(input, 'input')
  const others = Object.entries(properties).filter(([name]) => !inPath.includes(name))
  const asParameter = (name: string, where: Parameter['in']): Parameter => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: properties[name] ?? { type: 'string' },
  })
  const inBody = WITH_BODY.has(method) && others.length > 0
  const body = {
    ...rest, properties: Object.fromEntries(others), required: required.filter(name => !inPath.includes(name)),
  }
  return {
    operationId: id,
    summary,
    description: whoMay(who),
    parameters: [
      ...inPath.map(name => asParameter(name, 'path')),
      ...(inBody ? [] : others.map(([name]) => asParameter(name, 'query'))),
    ],
    ...(inBody
      ? { requestBody: { required: body.required.length > 0, content: { 'application/json': { schema: body } } } }
      : {}),
    responses: { 200: answer('Done.', jsonSchema(output, 'output')), ...ERRORS },
  }
}

/** All errors have one form. Clients distinguish them by `code`. */
const ERRORS = Object.fromEntries([...new Set(Object.values(STATUS))].map((status) => {
  const codes = Object.entries(STATUS).flatMap(([code, of]) => of === status ? [`\`${code}\``] : [])
  return [status, answer(codes.join(', '), { $ref: '#/components/schemas/Error' })]
}))

function answer(description: string, schema: object) {
  return { description, content: { 'application/json': { schema } } }
}

export function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _$schema, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return json
}

function whoMay(who: Who | undefined): string {
  if (who === undefined || who === 'anybody') return ''
  if (who === 'session') return 'Needs a session; a guest\'s will do.'
  if (who === 'account') return 'Needs an account.'
  return 'place' in who
    ? `Needs a role in the place that may \`${who.place}\`.`
    : `Needs the right to \`${who.room}\` in the room; a room that the caller may not read is answered with 404.`
}
