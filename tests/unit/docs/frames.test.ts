import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { clientFrameSchema, serverEventSchema } from '#shared/schemas/frames'

interface Field { readonly name: string, readonly type: string }

/** A short form of a JSON schema, for a table to read. */
function typeOf(schema: unknown): string {
  if (typeof schema !== 'object' || schema === null) return 'any'
  const { type, const: constant, enum: values, items }: Readonly<Record<string, unknown>> = { ...schema }
  if (constant !== undefined) return JSON.stringify(constant)
  if (Array.isArray(values)) return values.map(value => JSON.stringify(value)).join(' or ')
  if (type === 'array') return `array of ${typeOf(items)}`
  return String(type ?? 'any')
}

function rowsOf(options: readonly z.core.$ZodType[]): string[] {
  return options.map((option) => {
    const { properties = {}, required = [] } = z.toJSONSchema(option, { unrepresentable: 'any' })
    const fields = Object.entries(properties).map(([name, schema]): Field => ({
      name: required.includes(name) ? name : `${name}?`, type: typeOf(schema),
    }))
    const [type = '', ...others] = fields.map(({ name, type }) =>
      name === 'type' ? type : `\`${name}\`: ${type.replaceAll('|', '\\|')}`,
    )
    return `| \`${type.replaceAll('"', '')}\` | ${others.join('<br>') || 'nothing'} |`
  })
}

const TABLE = [
  '# Frames and their fields',
  '',
  'Made from the schemas in [`shared/schemas/frames.ts`](../shared/schemas/frames.ts):',
  '`npx vitest run --project unit tests/unit/docs/frames.test.ts --update`.',
  'What each means, with examples, is in [protocol.md](protocol.md). A `?` marks a field that may be missing.',
  '',
  '## What a client sends', '', '| `type` | fields |', '|---|---|', ...rowsOf(clientFrameSchema.def.options),
  '',
  '## What the server sends', '', '| `type` | fields |', '|---|---|', ...rowsOf(serverEventSchema.def.options),
  '',
].join('\n')

describe('the list of frames', () => {
  it('the list of frames in docs/frames.md is that of the schemas', async () => {
    await expect(TABLE).toMatchFileSnapshot('../../../docs/frames.md')
  })
})
