import { describe, expect, it } from 'vitest'
import { DESCRIBED } from '../../../../../server/app/http/described'
import { docsPage } from '../../../../../server/app/http/docs-page'
import { openApi } from '../../../../../server/app/http/openapi'
import { OPERATIONS } from '../../../../../server/domain/operations/table'

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
