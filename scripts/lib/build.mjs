// @ts-check
import { buildState, sourceHash, writeStamp } from './build-stamp.mjs'
import { requireBuildableFolder } from './folder-name.mjs'
import { ensurePackages } from './packages.mjs'
import { bin } from './paths.mjs'
import { run } from './run.mjs'

/**
 * Builds the app, even if the build is fresh.
 * @param {{ show?: boolean }} [options] `show`: the output goes to the terminal
 */
export async function build(options) {
  const hash = sourceHash()
  const result = await run(bin('nuxi'), ['build'], {
    ...options,
    env: { NUXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
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
  console.log('Building the app (once for each version of the sources) …')
  const { code } = await build({ show: true })
  if (code !== 0) console.error('The build failed: see above.')
  return code === 0
}
