// @ts-check
import { availableParallelism } from 'node:os'
import process from 'node:process'

/** More workers than any machine has cores for are a slip of the finger. */
const WORKERS_MAX = 256

/** Variables that only the start of a cluster reads. The app has the others. */
export const CLUSTER_VARIABLES = ['NITRO_CLUSTER_WORKERS']

/** What the workers of a cluster must share, each with why and an example. */
const SHARED = [
  ['REDIS_URL', 'The workers tell each other over Redis what is new', 'redis://localhost:6379'],
  ['DATABASE_URL', 'The workers write one log, and SQLite has one writing process', 'postgres://user:password@localhost:5432/parley'],
  ['SESSION_SECRET', 'The workers read the same session cookies', '$(openssl rand -base64 48)'],
]

/** @typedef {Readonly<Record<string, string | undefined>>} Env */

/**
 * @param {Env} env
 * @param {string} name
 */
function given(env, name) {
  return env[name]?.trim() ?? ''
}

/**
 * What a cluster needs and does not have, a line each with its remedy; null when nothing is missing. The values themselves are checked by the app.
 * @param {Env} env
 * @returns {string | null}
 */
export function settingsProblem(env) {
  const lines = SHARED.filter(([name = '']) => given(env, name) === '').map(([name, why, example]) => `${name} is not set. ${why}: ${name}=${example}`)
  if (lines.length > 0) lines.push('For one process that needs none of them: npm start')
  const count = given(env, 'NITRO_CLUSTER_WORKERS')
  if (count !== '' && !(/^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= WORKERS_MAX)) {
    lines.push(`NITRO_CLUSTER_WORKERS is '${count}'. It must be a whole number from 1 to ${WORKERS_MAX}; leave it out for one worker a core.`)
  }
  return lines.length > 0 ? lines.join('\n') : null
}

/**
 * How many processes serve: `NITRO_CLUSTER_WORKERS`, else one for each core this process may use.
 * @param {Env} [env]
 */
export function workerCount(env = process.env) {
  return Number(given(env, 'NITRO_CLUSTER_WORKERS')) || availableParallelism()
}
