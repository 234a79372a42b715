import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import type * as z from 'zod/mini'
import { ROOT } from '../../../../../scripts/lib/paths.mjs'

/** The requests that have a file of their own, as the tables name them: `GET /api/rooms/{room}/messages`. */
export function routeFiles(): string[] {
  return ['api', 'routes'].flatMap((folder) => {
    const files = readdirSync(join(ROOT, 'server', folder), { recursive: true, encoding: 'utf8' })
    return files.filter(file => file.endsWith('.ts')).map((file) => {
      const [, path = '', method = 'get'] = /^(.*?)(?:\.(\w+))?\.ts$/.exec(file.split(sep).join('/')) ?? []
      const address = `${folder === 'api' ? '/api/' : '/'}${path.replaceAll('[', '{').replaceAll(']', '}')}`
      return `${method.toUpperCase()} ${address}`
    })
  })
}

/** The fields of an input, parameters of the path included. */
export function fieldsOf(input: z.ZodMiniType): ReadonlyMap<string, unknown> {
  const shape: unknown = Reflect.get(input._zod.def, 'shape')
  return new Map(typeof shape === 'object' && shape !== null ? Object.entries(shape) : [])
}

/** The fields that a request has in its query and its body. */
export function fieldsIn(how: string, body: object = {}): string[] {
  const isForm = body instanceof FormData || body instanceof URLSearchParams
  const query = new URLSearchParams(how.split('?')[1])
  return [...query.keys(), ...isForm ? [...body.keys()] : Object.keys(body)]
}
