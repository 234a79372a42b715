import { LANGUAGES, type Language } from '#shared/languages'
import en from '../../../i18n/locales/en.json'
import zh from '../../../i18n/locales/zh.json'
import { pageLanguage } from '../../platform/http/language'
import { pageAt } from '../../platform/http/page-path'
import { messagePage } from './message-page'

export interface ErrorAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * An error page has its styles and drawing inline, and no script. nuxt-security's policy names a nonce, which only the
 * renderer inserts.
 */
const POLICY
  = 'default-src \'none\'; style-src \'unsafe-inline\'; img-src \'self\'; base-uri \'none\'; form-action \'none\'; frame-ancestors \'none\''

const headersOf = (contentType: string) => ({
  'content-type': contentType,
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
})

const TEXTS = { en: en.page, zh: zh.page }

type Kind = 'noRoom' | 'notFound' | 'broken'

function pageOf(language: Language, kind: Kind): ErrorAnswer {
  const texts = TEXTS[language]
  const tag = LANGUAGES.find(({ code }) => code === language)?.tag ?? language
  const body = messagePage({ language: tag, title: texts[kind], text: texts[`${kind}Text`], home: texts.home })
  return { headers: headersOf('text/html; charset=utf-8'), body }
}

/** Rendered once: they are the same for every visitor. */
const PAGES = {
  en: { noRoom: pageOf('en', 'noRoom'), notFound: pageOf('en', 'notFound'), broken: pageOf('en', 'broken') },
  zh: { noRoom: pageOf('zh', 'noRoom'), notFound: pageOf('zh', 'notFound'), broken: pageOf('zh', 'broken') },
}

const MESSAGES = {
  notFound: {
    code: 'not_found',
    message:
      'There is nothing at this address. Messages are sent with POST /send/; docs/protocol.md has all addresses.',
  },
  broken: { code: 'internal', message: 'Something went wrong on the server. Try again in a moment.' },
} as const

/**
 * The answer to a request that no route takes, or that a route failed to answer: a page for a browser, else JSON. Built
 * without the renderer: Nuxt's error page would cost as much as a real one, and would create a guest.
 * @param status of the answer: 404, or anything else for a failure
 * @param path of the request: for a room's path the page says that the room does not exist
 */
export function errorAnswer(status: number, path: string, headers: Headers): ErrorAnswer {
  const kind = status === 404 ? 'notFound' : 'broken'
  if (headers.get('accept')?.includes('text/html')) {
    const page = kind === 'notFound' && pageAt(path)?.kind === 'chat' ? 'noRoom' : kind
    return PAGES[pageLanguage(headers.get('cookie'), headers.get('accept-language'))][page]
  }
  return { headers: headersOf('application/json'), body: JSON.stringify({ error: MESSAGES[kind] }) }
}
