import type { Bootstrap } from '#shared/schemas/http'

/** Hands what the server knows of the visitor to the page, and with the page to the browser. */
export default defineNuxtPlugin(async () => {
  const bootstrap = await useRequestEvent()?.context.meetVisitor?.()
  if (bootstrap) useState<Bootstrap>('bootstrap', () => bootstrap)
})
