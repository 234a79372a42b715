// @ts-check
import { availableParallelism } from 'node:os'
import process from 'node:process'

/** More workers than any machine has cores for are a typing error. */
const WORKERS_MAX = 256

/** Variables that only the start of a cluster reads. The app reads the others. */
export const CLUSTER_VARIABLES = ['NITRO_CLUSTER_WORKERS']

/** Settings that the workers of a cluster must share, each with its reason and an example. */
const SHARED = [
  ['REDIS_URL', 'The workers publish new messages to each other through Redis', 'redis://localhost:6379'],
  [
    'DATABASE_URL',
    'The workers write one log, and SQLite allows one writing process',
    'postgres://user:password@localhost:5432/parley',
  ],
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
 * The missing settings of a cluster, one line each with the remedy; null if none is missing. The app checks the values.
 * @param {Env} env
 * @returns {string | null}
 */
export function settingsProblem(env) {
  const missing = SHARED.filter(([name = '']) => given(env, name) === '')
  const lines = missing.map(([name, why, example]) => `${name} is not set. ${why}: ${name}=${example}`)
  if (lines.length > 0) lines.push('For one process that needs none of them: npm start')
  const count = given(env, 'NITRO_CLUSTER_WORKERS')
  if (count !== '' && !(/^\d+$/.test(count) && Number(count) >= 1 && Number(count) <= WORKERS_MAX)) {
    const remedy = `Use a whole number from 1 to ${WORKERS_MAX}, or leave it out for one worker per core.`
    lines.push(`NITRO_CLUSTER_WORKERS is '${count}'. ${remedy}`)
  }
  return lines.length > 0 ? lines.join('\n') : null
}

/**
 * The number of workers: `NITRO_CLUSTER_WORKERS`, else one per core that this process may use.
 * @param {Env} [env]
 */
export function workerCount(env = process.env) {
  return Number(given(env, 'NITRO_CLUSTER_WORKERS')) || availableParallelism()
}
