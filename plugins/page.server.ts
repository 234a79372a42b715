import type { Page } from '#shared/schemas/http'

/** Passes the page's data to the components and, with the HTML, to the browser. An error page has no such data. */
export default defineNuxtPlugin((nuxtApp) => {
  const page = useRequestEvent()?.context.page
  if (page) useState<Page>('page', () => page)
  // One page is cached for several addresses. The browser goes by its own, not by the rendered one.
  nuxtApp.hook('app:rendered', () => void delete nuxtApp.payload.path)
})
