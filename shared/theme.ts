/** The choices of a user; `system` follows the device. */
export const THEMES = ['system', 'light', 'dark'] as const

export type Theme = typeof THEMES[number]

/** The key of the choice in localStorage. */
export const THEME_KEY = 'parley-theme'

/** The class of `<html>` that sets a theme (assets/css/tokens.css, and Vant's). */
export const THEME_CLASS = { light: 'van-theme-light', dark: 'van-theme-dark' } as const

/** `--color-surface` of assets/css/tokens.css: browsers draw their own bars in this colour. */
export const THEME_COLOR = { light: '#ffffff', dark: '#151d1c' } as const

/**
 * Runs inside `<head>`, before the first frame, so that no page flashes in the wrong colours. If the browser refuses
 * storage, the device's theme is used.
 */
export const THEME_SCRIPT = `(()=>{let t;try{t=localStorage.getItem('${THEME_KEY}')}catch{}`
  + `const d=t==='dark'||t!=='light'&&matchMedia('(prefers-color-scheme: dark)').matches;`
  + `document.documentElement.classList.add(d?'${THEME_CLASS.dark}':'${THEME_CLASS.light}')})()`
