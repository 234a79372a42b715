import { isLanguage, LANGUAGE_COOKIE, LANGUAGES, type Language } from '#shared/languages'
import { cookieValue } from './cookie-value'

/** Language tags of an `Accept-Language` header, the preferred one first. A weight of 0 excludes a tag. */
function preferredTags(acceptLanguage: string): string[] {
  return acceptLanguage.split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const weights = parameters.map(parameter => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
      const weight = weights.find(value => value !== undefined)
      return { tag: tag.trim(), weight: weight === undefined ? 1 : Number(weight) }
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag)
}

/** The language of a page: the one chosen by cookie, else the browser's first that Parley has. */
export function pageLanguage(cookies: string | null, acceptLanguage: string | null): Language {
  const chosen = cookieValue(cookies, LANGUAGE_COOKIE)
  if (isLanguage(chosen)) return chosen
  return preferredTags(acceptLanguage ?? '').map(tag => tag.split('-')[0] ?? '').find(isLanguage) ?? LANGUAGES[0].code
}
