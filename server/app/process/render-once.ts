import { LANGUAGE_COOKIE } from '#shared/languages'

/** Renders a page in this process, as Nitro's `localFetch` does. */
export type LocalFetch = (path: string, init: { readonly headers: Record<string, string> }) => Promise<Response>

/**
 * Renders the page once per language, so that no part of it is loaded, or fails, later.
 * @throws Error that says why no page can be served
 */
export async function renderOnce(localFetch: LocalFetch, languages: readonly string[]): Promise<void> {
  for (const language of languages) {
    const response = await localFetch('/', {
      headers: { accept: 'text/html', cookie: `${LANGUAGE_COOKIE}=${language}` },
    })
    const html = await response.text()
    if (response.status !== 200 || !html.includes('</html>'))
      throw new Error(`The page could not be rendered (${response.status}).`)
  }
}
