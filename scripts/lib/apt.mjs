// @ts-check
import process from 'node:process'
import { onPath } from './on-path.mjs'
import { run } from './run.mjs'

/** @type {Promise<boolean> | undefined} */
let updated

/** A command prefix that gives root rights without a password; null if there is none. */
async function rootPrefix() {
  if (process.getuid?.() === 0) return []
  if (!onPath('sudo')) return null
  const { code } = await run('sudo', ['-n', 'true'])
  return code === 0 ? ['sudo', '-n'] : null
}

/**
 * Installs a Debian or Ubuntu package, if this user may. Reads the package lists once.
 * @param {string} name
 * @returns {Promise<boolean>} whether apt says it is installed
 */
export async function aptInstall(name) {
  const prefix = onPath('apt-get') ? await rootPrefix() : null
  if (!prefix) return false
  const apt = async (/** @type {string[]} */ ...args) => {
    const [command = '', ...rest] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', ...args]
    const { code, output } = await run(command, rest, { timeoutMs: 600_000 })
    if (code !== 0) console.error(output)
    return code === 0
  }
  console.log(`Installing ${name} (apt-get) …`)
  updated ??= apt('update')
  await updated
  return apt('install', '-y', '--no-install-recommends', name)
}
