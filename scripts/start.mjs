// @ts-check
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { ensureBuild } from './lib/build.mjs'
import { listenProblem, probePort } from './lib/listen.mjs'
import { requireNode } from './lib/node-version.mjs'
import { ROOT, SERVER_ENTRY } from './lib/paths.mjs'
import { forwardSignals } from './lib/run.mjs'

/** @param {string} problem */
function stop(problem) {
  console.error(problem)
  process.exit(1)
}

/** Nitro announces an address that nobody can open (`[::]`). This says it once, as one that opens, when it really listens. */
function announceReady() {
  const log = console.log
  console.log = (...args) => {
    const [, address] = /^Listening on (http.*)$/.exec(String(args[0])) ?? []
    if (!address) return log(...args)
    console.log = log
    log(`Parley is ready: ${address.replace(/\/\/(\[::\]|0\.0\.0\.0)/, '//localhost')}`)
  }
}

requireNode()
const stopForwarding = forwardSignals()
if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'))

const problem = await probePort()
if (problem) stop(problem)
if (!await ensureBuild()) process.exit(1)

// From here on the server is this process: signals and the exit code are its own.
stopForwarding()
process.chdir(ROOT)
process.env.NODE_ENV ??= 'production'
process.on('uncaughtException', (error) => {
  const reason = listenProblem(error)
  if (reason) stop(reason)
  if (process.listenerCount('uncaughtException') > 1) return // Nitro's own handler logs it.
  console.error(error)
  process.exit(1)
})
announceReady()
await import(pathToFileURL(SERVER_ENTRY).href)
