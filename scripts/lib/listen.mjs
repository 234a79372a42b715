// @ts-check
import { createServer } from 'node:net'
import process from 'node:process'

/** The address that the server will listen on, from the variables of Nitro. */
export function wantedAddress(env = process.env) {
  const text = env.NITRO_PORT || env.PORT || '3000'
  const host = env.NITRO_HOST || env.HOST || undefined
  return { host, port: /^\d+$/.test(text) ? Number(text) : undefined }
}

/**
 * Says why the server can't listen, with the remedy; null for another kind of error.
 * @param {unknown} error
 * @param {string} [command] that starts the server
 * @returns {string | null}
 */
export function listenProblem(error, command = 'npm start') {
  if (!(error instanceof Error) || !('code' in error)) return null
  const { port, host } = wantedAddress()
  const other = (port ?? 3000) < 1024 ? 3000 : (port ?? 3000) + 1
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. `
        + `Stop that program, or choose another port: PORT=${other} ${command}`
    case 'EACCES':
      return `Port ${port} may not be used by this user. Choose one above 1023: PORT=${other} ${command}`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `HOST '${host}' is not an address of this machine. Leave HOST out to listen on all addresses, `
        + `or use: HOST=127.0.0.1 ${command}`
    default:
      return null
  }
}

/**
 * Tries the port before the script installs and builds for minutes.
 * @param {string} [command] that starts the server
 * @returns {Promise<string | null>} the problem in a sentence; null if there is none
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
