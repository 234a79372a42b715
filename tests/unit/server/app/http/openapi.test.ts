import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { COMMAND_KINDS } from '#shared/commands'
import { DESCRIBED } from '../../../../../server/app/http/described'
import { docsPage } from '../../../../../server/app/http/docs-page'
import { jsonSchema, openApi } from '../../../../../server/app/http/openapi'
import { COMMANDS } from '../../../../../server/domain/commands/table'
import { OPERATIONS } from '../../../../../server/domain/operations/table'

/** A script's key of a command comes as `Idempotency-Key`, except with `POST /send/`. */
const HEADER = 'Idempotency-Key'

/** Where a field of a command has another name in HTTP: `/send/` keeps those of the tutorial. */
const NAMES_OF_HTTP: Readonly<Record<string, string>> = {
  'target': 'seq', 'clientId': HEADER, 'send.clientId': 'clientId', 'send.room': 'channel', 'send.text': 'data',
}

const document = openApi(DESCRIBED)
const operations = Object.values(document.paths).flatMap(methods => Object.values(methods))

describe('the OpenAPI document', () => {
  it('has each operation once, with a schema of its answer', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(DESCRIBED.length)
    expect(OPERATIONS.map(({ id }) => id).filter(id => !ids.includes(id))).toEqual([])
    for (const { responses } of operations) {
      expect(responses[200]).toMatchObject({ content: { 'application/json': { schema: { type: 'object' } } } })
    }
  })

  // Scripts have no socket: what a user can do there, they do over HTTP.
  it.each(Object.values(COMMAND_KINDS))('has a request for the command $type, with its fields', ({ type, schema }) => {
    const described = DESCRIBED.find(({ id }) => id === `${type}Message`)
    const fields = jsonSchema(described?.input ?? z.object({}), 'input').properties ?? {}
    const names = Object.keys(schema.shape).filter(name => name !== 'type')
    const inHttp = names.map(name => NAMES_OF_HTTP[`${type}.${name}`] ?? NAMES_OF_HTTP[name] ?? name)
    expect(Object.keys(fields)).toEqual(expect.arrayContaining(inHttp.filter(name => name !== HEADER)))
    expect(Object.keys(COMMANDS)).toContain(type)
  })

  it('has a parameter for each brace of a path, and nothing else in the path', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      const braces = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      for (const { parameters } of Object.values(methods)) {
        expect(parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)).toEqual(braces)
      }
    }
  })

  it('puts the fields of a reading request into the query, and those of a changing one into the body', () => {
    expect(document.paths['/api/rooms']?.get).toMatchObject({
      parameters: [{ name: 'q', in: 'query', required: false }],
    })
    expect(document.paths['/api/rooms']?.post).toMatchObject({
      parameters: [],
      requestBody: { content: { 'application/json': { schema: { required: ['kind', 'title'] } } } },
    })
  })

  it('is shown as a page without a script, in which nothing of a schema is markup', () => {
    const page = docsPage(document)
    expect(page).not.toMatch(/<script|onclick|src=/)
    for (const { summary } of DESCRIBED) expect(page).toContain(summary.replaceAll('&', '&amp;'))
  })
})
