import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { STOP_ANSWERS_MS, STOP_SERVICES_MS } from '../limits/server-limits'
import { logger } from '../logging/logger'

export interface Stopping {
  readonly server: Pick<Server, 'close' | 'closeIdleConnections'>
  /** All open TCP connections, WebSockets included. */
  readonly sockets: ReadonlySet<Pick<Socket, 'destroy'>>
  /** Closes log, bus and Redis. */
  readonly close: () => Promise<unknown>
}

const TICK_MS = 25

/**
 * Waits until `done`, for `ms` at most. Counts timer ticks, not the clock: on a machine that starves this process,
 * clients still get their time.
 */
async function waitUntil(done: () => boolean, ms: number): Promise<boolean> {
  for (let tick = 0; tick < ms / TICK_MS && !done(); tick++) await new Promise(resolve => setTimeout(resolve, TICK_MS))
  return done()
}

/**
 * Stops serving, whatever hangs: accepts no more connections, gives open requests a moment, destroys the rest, and
 * closes the services. Acknowledged messages are in the log, so a quick stop loses nothing.
 * @returns false if the services did not close in time
 */
export async function stop({ server, sockets, close }: Stopping): Promise<boolean> {
  server.close()
  const ended = await waitUntil(() => {
    server.closeIdleConnections()
    return sockets.size === 0
  }, STOP_ANSWERS_MS)
  if (!ended) logger.info({ connections: sockets.size }, 'Stopping. Connections that did not end in time are cut.')
  for (const socket of sockets) socket.destroy()

  let closed = false
  close()
    .catch((error: unknown) => logger.error({ err: error }, 'Stopping. A service could not be closed.'))
    .finally(() => (closed = true))
  return waitUntil(() => closed, STOP_SERVICES_MS)
}

/** Stops on SIGTERM or SIGINT, once, and ends the process. */
export function stopOnSignals(stopping: Stopping): void {
  let begun = false
  const begin = async () => {
    if (begun) return
    begun = true
    if (await stop(stopping)) process.exit(0)
    logger.warn(
      'Stopping. The log or the bus did not close in time, so the process ends now. Acknowledged messages are stored.',
    )
    // A regular exit would wait for the thread that hangs, and abort during its call.
    process.kill(process.pid, 'SIGKILL')
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void begin())
}
