import type { Page } from '#shared/schemas/http'

/** The data with which the server rendered this page. */
export function usePage(): Page {
  const page = useState<Page | null>('page', () => null)
  if (!page.value)
    throw createError({ statusCode: 500, message: 'useState(\'page\') is empty: server/middleware/page.ts fills it.' })
  return page.value
}
