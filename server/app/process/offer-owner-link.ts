import cluster from 'node:cluster'
import { createOwnerCode } from '../../domain/people/accounts/owner-code'
import type { Place } from '../../domain/place'
import { logger } from '../../platform/logging/logger'
import { OWNER_LINK_MS } from '../../platform/limits/server-limits'

const MINUTES = OWNER_LINK_MS / 60_000

/**
 * While the place has no owner, prints a link that makes its first user the owner, and a new one whenever one has
 * expired. In a cluster one worker does it.
 * @param url of this server on its own machine
 */
export function offerOwnerLink({ config, db }: Pick<Place, 'config' | 'db'>, url: string): void {
  if (cluster.worker && cluster.worker.id !== 1) return
  const origin = config.PUBLIC_ORIGIN[0] ?? localOrigin(url)

  const offer = async () => {
    const code = await createOwnerCode(db)
    if (code === null) return
    process.stdout.write(
      `\nThis Parley has no owner yet. Open this link within ${MINUTES} minutes to become its owner:\n`
      + `\n  ${origin}/owner#${code}\n\n`,
    )
    setTimeout(run, OWNER_LINK_MS).unref()
  }
  const run = () => void offer().catch((err: unknown) => {
    logger.error({ err }, 'The link for the first owner could not be made. Restart the server to get one.')
  })
  run()
}

/** Addresses of all interfaces, and of the machine itself. */
const LOCAL = new Set(['[::]', '0.0.0.0', '[::1]', '127.0.0.1'])

/** With the address in `HOST`, if that is another one than the machine's own: nothing listens on `localhost` then. */
function localOrigin(url: string): string {
  if (!URL.canParse(url)) return 'http://localhost'
  const { protocol, hostname, port } = new URL(url)
  return `${protocol}//${LOCAL.has(hostname) ? 'localhost' : hostname}${port ? `:${port}` : ''}`
}
