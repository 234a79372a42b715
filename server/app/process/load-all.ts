import { handlers } from '#nitro-internal-virtual/server-handlers'

/**
 * Loads every route now. Nitro loads each one with its first request, and h3 keeps a failed import for as long as the process lives: a passing
 * lack of descriptors would break that route until a restart. What is loaded here needs no file any more.
 */
export async function loadRoutes(): Promise<void> {
  await Promise.all(handlers.map(({ lazy, handler }) => lazy ? handler() : null))
}
