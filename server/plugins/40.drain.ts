import { CLOSE } from '#shared/close-codes'
import { useParley } from '../app/parley'

/**
 * Closes every peer with 1012 before the server stops, so that clients reconnect with jitter. Runs before Nitro's own
 * listeners, which destroy the sockets.
 */
export default defineNitroPlugin((nitroApp) => {
  let drain = () => {}
  useParley().then(({ connections }) => {
    drain = () => connections.drain(CLOSE.RESTART)
  }, () => {})
  const signals = ['SIGTERM', 'SIGINT'] as const
  for (const signal of signals) process.prependListener(signal, () => drain())
  nitroApp.hooks.hook('close', () => drain())
})
