import { CLOSE } from '#shared/close-codes'
import { useParley } from '../app/parley'

/**
 * Says goodbye before the server stops: every peer is closed with 1012, so that clients come back with jitter instead of guessing at a broken
 * line. Runs before Nitro's own listeners, which destroy the sockets.
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
