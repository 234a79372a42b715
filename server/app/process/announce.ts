import { LANGUAGES } from '#shared/languages'
import type { NitroApp } from 'nitropack/types'
import { loadExposition } from '../metrics/exposition'
import { resumeErasures } from '../../domain/people/data/erasure'
import { logger } from '../../platform/logging/logger'
import { stopStart } from '../../platform/process/stop-start'
import { useParley } from '../parley'
import { loadRoutes } from './load-all'
import { offerOwnerLink } from './offer-owner-link'
import { renderOnce } from './render-once'

/**
 * Says "ready" once this process can serve everything: the services run, every route is loaded, and the page was
 * rendered. The message `ready` is for the program that started this one (the primary of a cluster, pm2 with
 * wait_ready).
 * @returns the URL. Rejects if the services could not be started; that is reported where it happened, and ends the
 * process
 */
export async function announce(nitroApp: NitroApp, url: string): Promise<string> {
  const parley = await useParley()
  try {
    await loadRoutes()
    await loadExposition()
    await renderOnce((path, init) => nitroApp.localFetch(path, init), LANGUAGES.map(({ code }) => code))
  }
  catch (error) {
    logger.fatal({ err: error }, 'The page can\'t be served.')
    stopStart(
      `${error instanceof Error ? error.message : String(error)} Build the app again: npm run build. Its folder must not be moved while it runs.`,
    )
  }
  logger.info(
    { log: parley.log.state().kind, bus: parley.bus.state().kind, channels: parley.rooms.pinned.length, url },
    'ready',
  )
  offerOwnerLink(parley.place, url)
  await resumeErasures(parley.place)
  process.send?.('ready')
  return url
}
