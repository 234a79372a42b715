import type * as z from 'zod/mini'

type Issue = z.core.$ZodIssue

/** What an input must be or have instead, for an error text: "must be a string". */
export function whatWasExpected(issue: Issue): string {
  if (issue.code === 'invalid_type') return `must be ${typeOf(issue.expected)}`
  if (issue.code === 'invalid_value') return mustBeOneOf(issue.values.map(value => JSON.stringify(value) ?? ''))
  if (issue.code === 'too_small') return must(issue.origin, 'at least', Number(issue.minimum))
  if (issue.code === 'too_big') return must(issue.origin, 'at most', Number(issue.maximum))
  if (issue.code === 'unrecognized_keys') return 'is not a field here: leave it out'
  if (issue.code === 'invalid_union') return ofUnion(issue)
  return 'is not valid'
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'an integer', array: 'an array', object: 'an object', null: 'null', undefined: 'absent', boolean: 'true or false',
}

function typeOf(expected: string): string {
  return TYPES[expected] ?? `a ${expected}`
}

function mustBeOneOf(values: readonly string[]): string {
  return values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`
}

function must(origin: string, bound: string, limit: number): string {
  if (origin === 'string') return `must have ${bound} ${limit} characters`
  if (origin === 'array') return `must have ${bound} ${limit} items`
  return `must be ${bound} ${limit}`
}

/** For a union with a discriminator: its values. For any other: what each member expects. */
function ofUnion(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) return mustBeOneOf(issue.options.map(String))
  const members = issue.errors.flatMap(([first]) => first ? [whatWasExpected(first)] : [])
  return members.length === 0 ? 'is not valid' : [...new Set(members)].join(' or ')
}
