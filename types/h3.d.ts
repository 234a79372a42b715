import type { Bootstrap } from '#shared/schemas/http'

declare module 'h3' {
  interface H3EventContext {
    /** Gives what a page is rendered with; makes a guest on a first visit. */
    meetVisitor?: () => Promise<Bootstrap>
  }
}
