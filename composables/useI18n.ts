import { computed, type ComputedRef } from 'vue'
import { LANGUAGES, type Language } from '#shared/languages'
import { fillText, type Values } from './i18n/texts'

export interface I18n {
  /** The text at a dotted path, with its values inserted. A missing text shows its path. */
  t(path: string, values?: Values, count?: number): string
  readonly locale: ComputedRef<Language>
  readonly localeProperties: ComputedRef<{ readonly code: Language, readonly language: string, readonly name: string }>
  readonly locales: ComputedRef<
    readonly { readonly code: Language, readonly language: string, readonly name: string }[]
  >
  /** Switches the language and stores the choice. Returns false, and changes nothing, if its texts can't be loaded. */
  setLocale(code: Language): Promise<boolean>
}

const all = LANGUAGES.map(({ code, tag, name }) => ({ code, language: tag, name }))

/**
 * The texts of the page in the reader's language. Small, since the first page waits for it: the usual library is an
 * eighth of the program, and the texts here only need values and two plural forms. `Intl` formats dates and numbers.
 */
export function useI18n(): I18n {
  const { $language } = useNuxtApp()
  return {
    t: (path, values, count) => {
      const text = $language.texts().get(path)
      return text === undefined ? path : fillText(text, values, count)
    },
    locale: computed(() => $language.code()),
    localeProperties: computed(
      () =>
        all.find(({ code }) => code === $language.code()) ?? all[0] ?? { code: 'en', language: 'en', name: 'English' },
    ),
    locales: computed(() => all),
    setLocale: $language.choose,
  }
}
