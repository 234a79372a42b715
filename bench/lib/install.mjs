// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { execaSync } from 'execa'
import { ROOT } from '../../scripts/lib/paths.mjs'

/** The servers to compare with and the drawing tools are not part of the app's own installation. */

const BENCH = join(ROOT, 'bench')
const INSTALLED = join(BENCH, 'node_modules', '.package-lock.json')

/** @param {string} file @returns {Record<string, { version?: string }>} */
const packagesOf = file => existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {}

/** Installs bench/package.json if it is missing or out of date. Runs no scripts of packages. */
export function installBench() {
  const wanted = packagesOf(join(BENCH, 'package-lock.json'))
  const there = packagesOf(INSTALLED)
  // The lock file also lists packages for other systems. All installed packages must match, and so must those of
  // bench/package.json.
  const { dependencies } = JSON.parse(readFileSync(join(BENCH, 'package.json'), 'utf8'))
  const right = Object.entries(there).every(([path, { version }]) => wanted[path]?.version === version)
  if (right && Object.keys(dependencies).every(name => there[`node_modules/${name}`])) return
  console.error('Installing what the benchmarks compare with (bench/package.json) …')
  const { failed } = execaSync('npm', ['ci', '--prefix', BENCH, '--ignore-scripts'], {
    cwd: BENCH,
    reject: false,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (failed)
    throw new Error(
      'npm ci --prefix bench failed: see above. It needs the npm registry, or a cache with these packages.',
    )
}

/** @param {string} name @returns {string} the version installed for the benchmarks */
export function versionOf(name) {
  return packagesOf(INSTALLED)[`node_modules/${name}`]?.version ?? 'not installed'
}

/** Bun's program, from the package for this system. */
export function bunProgram() {
  const arch = process.arch === 'arm64' ? 'aarch64' : process.arch
  return join(BENCH, 'node_modules', '@oven', `bun-${process.platform}-${arch}`, 'bin', 'bun')
}

/**
 * A Python that can run the tutorial's server, or null. Tries Debian's own too, for which apt installs the packages.
 */
export function tornadoPython() {
  for (const python of [process.env.PYTHON, 'python3', '/usr/bin/python3']) {
    if (!python) continue
    const { failed, stdout } = execaSync(python, ['-c', 'import tornado, redis.asyncio; print(tornado.version)'], {
      reject: false,
    })
    if (!failed) return { python, version: stdout }
  }
  return null
}
