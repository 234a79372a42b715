import type { Language } from '#shared/languages'
import type { Page } from '#shared/schemas/http'

declare module 'h3' {
  interface H3EventContext {
    /** Set while the server renders a page that all visitors get (server/app/page). */
    page?: Page
    /** The language in which a page answers this request. */
    language?: () => Language
  }
}
