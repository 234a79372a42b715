import type { Page } from '#shared/schemas/http'

/** Hands what the page is rendered with to the components, and with the page to the browser. An error page has no such thing. */
export default defineNuxtPlugin(() => {
  const page = useRequestEvent()?.context.page
  if (page) useState<Page>('page', () => page)
})
