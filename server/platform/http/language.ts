import { isLanguage, LANGUAGE_COOKIE, LANGUAGES, type Language } from '#shared/languages'
import { cookieValue } from './cookie-value'

/** Language tags of an `Accept-Language` header, the most wanted first. A tag with a weight of 0 is not wanted. */
function wanted(acceptLanguage: string): string[] {
  return acceptLanguage.split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weight = parameters.map(parameter => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(value => value !== undefined)
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/** The language that a page is rendered in: the chosen one, else the first of the browser's that Parley has. */
export function pageLanguage(cookies: string | null, acceptLanguage: string | null): Language {
  const chosen = cookieValue(cookies, LANGUAGE_COOKIE)
  if (isLanguage(chosen)) return chosen
  return wanted(acceptLanguage ?? '').map(tag => tag.split('-')[0] ?? '').find(isLanguage) ?? LANGUAGES[0].code
}
