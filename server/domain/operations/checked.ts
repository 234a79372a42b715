import { isDeepStrictEqual } from 'node:util'
import type { Operation } from './define'

/**
 * The operation, which fails if its answer does not match its `output` schema. A key that the schema does not name
 * fails too: it may be a column that no client should see. For tests and development: it costs a second encoding.
 */
export function checked(operation: Operation): Operation {
  return {
    ...operation,
    async handle(context, given) {
      const output = await operation.handle(context, given)
      const sent: unknown = JSON.parse(JSON.stringify(output))
      const parsed = operation.output.safeParse(sent)
      if (!parsed.success || !isDeepStrictEqual(JSON.parse(JSON.stringify(parsed.data)), sent)) {
        throw new Error(`${operation.id} answers what is not of its output schema: ${JSON.stringify(sent)}`)
      }
      return output
    },
  }
}
