import type { Page } from '#shared/schemas/http'

/** Passes the page's data to the components and, with the HTML, to the browser. An error page has no such data. */
export default defineNuxtPlugin(() => {
  const page = useRequestEvent()?.context.page
  if (page) useState<Page>('page', () => page)
})
