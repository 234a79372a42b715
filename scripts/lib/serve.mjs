// @ts-check
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { listenProblem } from './listen.mjs'
import { SERVER_ENTRY } from './paths.mjs'
import { stop } from './prepare.mjs'

/** An address that a browser opens: `[::]` and `0.0.0.0` are none. @param {string} url */
function openable(url) {
  return url.replace(/\/\/(\[::\]|0\.0\.0\.0)/, '//localhost')
}

/**
 * Runs the built server in this process. A port that can't be had ends it with a sentence.
 * @param {(url: string) => void} onReady gets its URL when it serves pages
 * @param {string} [command] that started it, for messages
 */
export async function serve(onReady, command) {
  process.on('uncaughtException', (error) => {
    const reason = listenProblem(error, command)
    if (reason) stop(reason)
    if (process.listenerCount('uncaughtException') > 1) return // Nitro's own handler logs it.
    console.error(error)
    process.exit(1)
  })
  const { ready } = await import(pathToFileURL(SERVER_ENTRY).href)
  onReady(openable(await ready))
}
