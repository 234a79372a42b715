import { LANGUAGES, type Language } from '#shared/languages'
import en from '../../../i18n/locales/en.json'
import zh from '../../../i18n/locales/zh.json'
import { pageLanguage } from '../page/language'
import { messagePage } from './message-page'

export interface ErrorAnswer {
  readonly contentType: string
  readonly body: string
}

const TEXTS = { en: en.page, zh: zh.page }

type Kind = 'notFound' | 'broken'

function pageOf(language: Language, kind: Kind): ErrorAnswer {
  const texts = TEXTS[language]
  const tag = LANGUAGES.find(({ code }) => code === language)?.tag ?? language
  const body = messagePage({ language: tag, title: texts[kind], text: texts[`${kind}Text`], home: texts.home })
  return { contentType: 'text/html; charset=utf-8', body }
}

/** Written once: they are the same for everybody. */
const PAGES = {
  en: { notFound: pageOf('en', 'notFound'), broken: pageOf('en', 'broken') },
  zh: { notFound: pageOf('zh', 'notFound'), broken: pageOf('zh', 'broken') },
}

const MESSAGES = {
  notFound: { code: 'not_found', message: 'There is nothing at this address. Messages are sent with POST /send/; docs/protocol.md has all addresses.' },
  broken: { code: 'internal', message: 'Something went wrong on the server. Try again in a moment.' },
} as const

/**
 * The answer to a request that no route takes, or that a route failed to answer: a page for a browser, else JSON. Made without the renderer: Nuxt's
 * own error page would cost as much as a real one and make a guest.
 * @param status of the answer: 404, or anything else for a failure
 */
export function errorAnswer(status: number, headers: Headers): ErrorAnswer {
  const kind = status === 404 ? 'notFound' : 'broken'
  if (headers.get('accept')?.includes('text/html')) return PAGES[pageLanguage(headers.get('cookie'), headers.get('accept-language'))][kind]
  return { contentType: 'application/json', body: JSON.stringify({ error: MESSAGES[kind] }) }
}
