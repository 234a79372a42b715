// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { ensureBuild } from './build.mjs'
import { buildState } from './build-stamp.mjs'
import { requireBuildableFolder } from './folder-name.mjs'
import { probePort } from './listen.mjs'
import { requireNode } from './node-version.mjs'
import { ROOT } from './paths.mjs'
import { forwardSignals } from './run.mjs'

/** @param {string} problem with the remedy */
export function stop(problem) {
  console.error(problem)
  process.exit(1)
}

/**
 * Everything before the server: reads `.env`, checks the environment, then installs and builds.
 * Ends the process with a message if the server could not start.
 * @param {{ command?: string, problemOf?: () => string | null }} [options] `command`: what was typed, for messages;
 *   `problemOf`: a further check of the environment, which returns the problem with its remedy, or null
 */
export async function prepare({ command, problemOf = () => null } = {}) {
  requireNode()
  if (buildState() !== 'fresh') requireBuildableFolder()
  const stopForwarding = forwardSignals()
  if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'))
  const problem = problemOf() ?? await probePort(command)
  if (problem) stop(problem)
  if (!await ensureBuild()) process.exit(1)
  // From here on the server is this process: signals and the exit code are its own.
  stopForwarding()
  process.chdir(ROOT)
  process.env.NODE_ENV ??= 'production'
}
