import type { Bootstrap } from '#shared/schemas/http'

/** What the server rendered the first page with: the visitor and the channels. */
export function useBootstrap(): Bootstrap {
  const bootstrap = useState<Bootstrap | null>('bootstrap', () => null)
  if (!bootstrap.value) throw createError({ statusCode: 500, message: 'The page has no visitor and no channels: useState(\'bootstrap\') was not filled on the server.' })
  return bootstrap.value
}
