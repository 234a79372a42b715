import { reportMissingPart } from '~/composables/useReloadReason'

/** Whether the user typed before the page's program took over. */
function isTyped(): boolean {
  const fields = document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
  return [...fields].some(({ value, defaultValue }) => value !== defaultValue)
}

/**
 * A page that stays open over an update asks for parts of its program that the new release no longer has. Vite reports
 * any script or style sheet that can't be loaded here. The page goes on, and offers to reload where only that helps.
 * Only a page that could not even start, and in which nothing was typed, reloads by itself, once.
 *
 * The first plugin by its name: those after it load parts.
 */
export default defineNuxtPlugin({
  name: 'parley:release',
  enforce: 'pre',
  setup(nuxtApp) {
    let isStarted = false
    nuxtApp.hook('app:mounted', () => void (isStarted = true))
    nuxtApp.hook('app:chunkError', async ({ error }) => {
      const mayReload = !isStarted && !isTyped()
      if (await reportMissingPart(error) && mayReload) reloadNuxtApp()
    })
  },
})
