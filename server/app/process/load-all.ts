import { handlers } from '#nitro-internal-virtual/server-handlers'

/**
 * Loads every route now. Nitro loads each route with its first request, and h3 keeps a failed import for the life of
 * the process. A passing lack of file descriptors would break that route until a restart. A loaded route needs no file.
 */
export async function loadRoutes(): Promise<void> {
  await Promise.all(handlers.map(({ lazy, handler }) => lazy ? handler() : null))
}
