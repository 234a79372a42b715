import { shallowRef } from 'vue'
import { LANGUAGE_COOKIE, LANGUAGE_COOKIE_AGE_S, LANGUAGES, type Language } from '#shared/languages'
import { flattenTexts, type Texts } from '~/composables/i18n/texts'

/** Files per language, cached by their hash: a browser fetches only the texts of its own language. */
const files = import.meta.glob<unknown>(['../i18n/locales/*.json', '../i18n/screens/*.json'], { import: 'default' })

/** `locales`: the texts of the chat. `screens`: those of the screens beside and over it. */
type Part = 'locales' | 'screens'

async function load(code: Language, parts: Iterable<Part>): Promise<Texts> {
  const loaded = await Promise.all([...parts].map(part => files[`../i18n/${part}/${code}.json`]?.()))
  return new Map(loaded.flatMap(file => flattenTexts(file)))
}

/** The language of the page. The server chooses by cookie and `Accept-Language`, and passes it to the browser. */
export default defineNuxtPlugin({
  name: 'parley:language',
  enforce: 'pre',
  async setup(nuxtApp) {
    const code = useState<Language>('language', () => useRequestEvent()?.context.language?.() ?? LANGUAGES[0].code)
    const parts = new Set<Part>(['locales'])
    const texts = shallowRef(await load(code.value, parts))
    // Lets the page preload the texts, so that the browser has them when its program asks.
    nuxtApp.hook('app:rendered', ({ ssrContext }) => {
      for (const part of parts) ssrContext?.modules?.add(`i18n/${part}/${code.value}.json`)
    })

    /** Loads the texts of the screens, once. Throws if they can't be loaded. */
    async function addScreens(): Promise<void> {
      if (parts.has('screens')) return
      const added = await load(code.value, ['screens'])
      parts.add('screens')
      texts.value = new Map([...texts.value, ...added])
    }

    async function choose(wanted: Language): Promise<boolean> {
      try {
        texts.value = await load(wanted, parts)
      }
      catch {
        return false
      }
      code.value = wanted
      document.cookie = `${LANGUAGE_COOKIE}=${wanted}; Path=/; Max-Age=${LANGUAGE_COOKIE_AGE_S}; SameSite=Lax`
      return true
    }

    return { provide: { language: { texts: () => texts.value, code: () => code.value, choose, addScreens } } }
  },
})
