import { parse } from 'cookie-es'

/** The value of one cookie of a `Cookie` header, percent-decoded if possible. */
export function cookieValue(header: string | null, name: string): string | null {
  return parse(header ?? '', { filter: key => key === name })[name] ?? null
}
