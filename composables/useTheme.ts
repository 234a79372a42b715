import { computed, shallowRef, type WritableComputedRef } from 'vue'
import { THEME_CLASS, THEME_COLOR, THEME_KEY, THEMES, type Theme } from '#shared/theme'
import { localValues } from '../client/browser/values'

const isTheme = (value: unknown): value is Theme => THEMES.some(theme => theme === value)

const chosen = shallowRef<Theme>('system')
let values: ReturnType<typeof localValues> | null = null

/** Shows a theme. The browser's own bars follow a choice, too, which their media query alone would not do. */
function show(theme: Theme): void {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  const shown = theme === 'system' ? system : theme
  document.documentElement.classList.remove(...Object.values(THEME_CLASS))
  document.documentElement.classList.add(THEME_CLASS[shown])
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
    const own = meta.media.includes('dark') ? 'dark' : 'light'
    meta.content = THEME_COLOR[theme === 'system' ? own : theme]
  }
}

function read(): void {
  const kept = values?.get(THEME_KEY)
  chosen.value = isTheme(kept) ? kept : 'system'
  show(chosen.value)
}

/** Takes over from `THEME_SCRIPT`: follows the device, and choices in other tabs. */
export function followTheme(): void {
  values = localValues()
  values.listen(key => (key === null || key === THEME_KEY) && read())
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => show(chosen.value))
  read()
}

/** The chosen theme. Setting it shows it at once and stores it, if the browser allows. */
export function useTheme(): WritableComputedRef<Theme> {
  return computed({
    get: () => chosen.value,
    set(theme) {
      chosen.value = theme
      values?.set(THEME_KEY, theme)
      show(theme)
    },
  })
}
