import type { Page } from '#shared/schemas/http'

/** What the server rendered this page with. */
export function usePage(): Page {
  const page = useState<Page | null>('page', () => null)
  if (!page.value) throw createError({ statusCode: 500, message: 'useState(\'page\') is empty: server/middleware/page.ts fills it.' })
  return page.value
}
