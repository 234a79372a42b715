import type { Bootstrap } from '#shared/schemas/http'

declare module 'h3' {
  interface H3EventContext {
    /** What a page is rendered with; set when a page is asked for. */
    bootstrap?: Bootstrap
  }
}
