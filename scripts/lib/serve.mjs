// @ts-check
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { listenProblem } from './listen.mjs'
import { SERVER_ENTRY } from './paths.mjs'
import { stop } from './prepare.mjs'

/**
 * Nitro announces an address that nobody can open (`[::]`). This passes it on once, as one that opens, when it really listens.
 * @param {(url: string) => void} onListening
 */
function catchAnnouncement(onListening) {
  const log = console.log
  console.log = (...args) => {
    const [, address] = /^Listening on (http.*)$/.exec(String(args[0])) ?? []
    if (!address) return log(...args)
    console.log = log
    onListening(address.replace(/\/\/(\[::\]|0\.0\.0\.0)/, '//localhost'))
  }
}

/**
 * Runs the built server in this process. A port that can't be had ends it with a sentence.
 * @param {(url: string) => void} onListening
 * @param {string} [command] that started it, for messages
 */
export async function serve(onListening, command) {
  process.on('uncaughtException', (error) => {
    const reason = listenProblem(error, command)
    if (reason) stop(reason)
    if (process.listenerCount('uncaughtException') > 1) return // Nitro's own handler logs it.
    console.error(error)
    process.exit(1)
  })
  catchAnnouncement(onListening)
  await import(pathToFileURL(SERVER_ENTRY).href)
}
