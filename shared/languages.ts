/** Languages of the page, each with its texts in `i18n/locales/`. The first is the fallback. */
export const LANGUAGES = [
  { code: 'en', tag: 'en', name: 'English' },
  { code: 'zh', tag: 'zh-CN', name: '中文' },
] as const

export type Language = typeof LANGUAGES[number]['code']

/** The cookie that holds the chosen language. */
export const LANGUAGE_COOKIE = 'parley-language'

/** A year, in seconds. */
export const LANGUAGE_COOKIE_AGE_S = 60 * 60 * 24 * 365

export const isLanguage = (code: unknown): code is Language => LANGUAGES.some(language => language.code === code)
