// @ts-check
import { createServer } from 'node:net'
import process from 'node:process'

/** The address the server will listen on, read as Nitro reads it. */
export function wantedAddress(env = process.env) {
  const text = env.NITRO_PORT || env.PORT || '3000'
  const host = env.NITRO_HOST || env.HOST || undefined
  return { host, port: /^\d+$/.test(text) ? Number(text) : undefined }
}

/**
 * What to tell somebody when the port can't be had, or null when `error` is about something else.
 * @param {unknown} error
 * @param {string} [command] that starts the server
 * @returns {string | null}
 */
export function listenProblem(error, command = 'npm start') {
  if (!(error instanceof Error) || !('code' in error)) return null
  const { port, host } = wantedAddress()
  const other = (port ?? 3000) < 1024 ? 3000 : (port ?? 3000) + 1
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use by another program. Stop that program, or choose another port: PORT=${other} ${command}`
  if (error.code === 'EACCES') return `Port ${port} may not be used by this user. Choose one above 1023: PORT=${other} ${command}`
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') return `HOST '${host}' is not an address of this machine. Leave HOST out to listen on all of them, or use: HOST=127.0.0.1 ${command}`
  return null
}

/**
 * Tries the port before minutes go into installing and building.
 * @param {string} [command] that starts the server
 * @returns {Promise<string | null>} the problem in a sentence, or null
 */
export function probePort(command) {
  const { host, port } = wantedAddress()
  if (!port) return Promise.resolve(null)
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', error => resolve(listenProblem(error, command)))
    server.listen({ host, port }, () => server.close(() => resolve(null)))
  })
}
