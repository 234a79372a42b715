// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './paths.mjs'
import { npm } from './run.mjs'

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, peer?: boolean, link?:
 *   boolean }} Locked
 * @typedef {Record<string, Locked>} Packages
 */

/**
 * Whether the installed packages differ from the lock file. Compares contents, since a checkout changes file dates.
 * An optional package (for another platform, say) may be absent.
 * @param {Packages} wanted `packages` of package-lock.json
 * @param {Packages} installed `packages` of node_modules/.package-lock.json, which npm writes at the end
 */
export function differs(wanted, installed) {
  return Object.entries(wanted).some(([path, lock]) => {
    if (path === '') return false
    const have = installed[path]
    if (!have) return !(lock.optional || lock.devOptional || lock.peer)
    return have.version !== lock.version || have.integrity !== lock.integrity
  })
}

/**
 * @param {string} file
 * @returns {Packages}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
}

function stale() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json')
  return !existsSync(installed) || differs(packagesOf(join(ROOT, 'package-lock.json')), packagesOf(installed))
}

/**
 * Installs the packages of the lock file if they are missing.
 * @returns {Promise<boolean>} whether they are installed now; if not, npm printed the reason
 */
export async function ensurePackages() {
  if (!stale()) return true
  console.log('Installing packages (npm ci) …')
  // The build needs development packages too, whatever NODE_ENV says.
  const { code } = await npm(['ci', '--include=dev', '--no-fund', '--no-audit', '--loglevel=error'], { show: true })
  if (code !== 0) console.error('npm ci failed: see above. Check the connection to the npm registry, then try again.')
  return code === 0
}
