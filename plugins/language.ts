import { shallowRef } from 'vue'
import { LANGUAGE_COOKIE, LANGUAGES, type Language } from '#shared/languages'
import { flattenTexts, type Texts } from '~/composables/i18n/texts'

/** One file per language, cached by its hash: a browser fetches only the texts of its own language. */
const files = import.meta.glob<unknown>('../i18n/locales/*.json', { import: 'default' })

/** A year, in seconds. */
const COOKIE_MAX_AGE_S = 60 * 60 * 24 * 365

async function load(code: Language): Promise<Texts> {
  return new Map(flattenTexts(await files[`../i18n/locales/${code}.json`]?.()))
}

/** The language of the page. The server chooses by cookie and `Accept-Language`, and passes it to the browser. */
export default defineNuxtPlugin({
  name: 'parley:language',
  enforce: 'pre',
  async setup(nuxtApp) {
    const code = useState<Language>('language', () => useRequestEvent()?.context.language?.() ?? LANGUAGES[0].code)
    const texts = shallowRef(await load(code.value))
    // Lets the page preload the texts, so that the browser has them when its program asks.
    nuxtApp.hook('app:rendered', ({ ssrContext }) => void ssrContext?.modules?.add(`i18n/locales/${code.value}.json`))

    async function choose(wanted: Language): Promise<boolean> {
      try {
        texts.value = await load(wanted)
      }
      catch {
        return false
      }
      code.value = wanted
      document.cookie = `${LANGUAGE_COOKIE}=${wanted}; Path=/; Max-Age=${COOKIE_MAX_AGE_S}; SameSite=Lax`
      return true
    }

    return { provide: { language: { texts: () => texts.value, code: () => code.value, choose } } }
  },
})
