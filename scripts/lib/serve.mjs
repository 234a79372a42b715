// @ts-check
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { listenProblem } from './listen.mjs'
import { SERVER_ENTRY } from './paths.mjs'
import { stop } from './prepare.mjs'

/** A URL that a browser opens: not `[::]` or `0.0.0.0`. @param {string} url */
function openable(url) {
  return url.replace(/\/\/(\[::\]|0\.0\.0\.0)/, '//localhost')
}

/**
 * Runs the built server in this process. If it can't listen, prints the remedy and ends the process.
 * @param {(url: string) => void} onReady called with the URL when the server serves pages
 * @param {string} [command] the command that started it, for messages
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
