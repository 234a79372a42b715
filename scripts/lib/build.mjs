// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buildState, sourceHash, writeStamp } from './build-stamp.mjs'
import { requireBuildableFolder } from './folder-name.mjs'
import { ensurePackages } from './packages.mjs'
import { bin, ROOT } from './paths.mjs'
import { run } from './run.mjs'

/** What a build generates on its way. */
const BUILD_DIR = '.cache/nuxt'

/** Builds the app, even if the build is fresh. */
export async function build() {
  const hash = sourceHash()
  // Vite reads tsconfig.json for each file, and that reads what `nuxi prepare` generates.
  if (!existsSync(join(ROOT, '.nuxt', 'tsconfig.json'))) {
    const prepared = await run(bin('nuxi'), ['prepare'])
    if (prepared.code !== 0) return prepared
  }
  const result = await run(bin('nuxi'), ['build'], {
    env: { NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production', PARLEY_BUILD_DIR: BUILD_DIR },
  })
  if (result.code === 0) writeStamp(hash)
  return result
}

/**
 * Builds the app if the sources changed since the last build. Installs missing packages first.
 * @returns {Promise<boolean>} whether there is a build of these sources now; if not, the reason was printed
 */
export async function ensureBuild() {
  if (buildState() === 'fresh') return true
  requireBuildableFolder()
  if (!await ensurePackages()) return false
  console.log('Building the app. This takes a few minutes, once for each version of the sources …')
  const begun = Date.now()
  const { code, output } = await build()
  // A hundred lines about chunks help only where the build failed.
  if (code === 0) console.log(`Built in ${Math.round((Date.now() - begun) / 1000)} s.`)
  else console.error(`${output}\nThe build failed: see above.`)
  return code === 0
}
