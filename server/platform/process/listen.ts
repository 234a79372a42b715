import type { Server } from 'node:http'

/** The address to listen on, as Nitro's own servers read it: a Unix socket, or a port and perhaps a host. */
function wantedAddress({ NITRO_UNIX_SOCKET: path, NITRO_PORT, PORT, NITRO_HOST, HOST }: NodeJS.ProcessEnv) {
  if (path) return { path }
  return { port: Number(NITRO_PORT || PORT || 3000), host: NITRO_HOST || HOST || undefined }
}

/**
 * Listens, and gives the URL at which. A port that can't be had is an error event of the server, which ends the process: its starter says what to
 * do (scripts/lib/serve.mjs).
 */
export function listen(server: Server, protocol: 'http' | 'https'): Promise<string> {
  return new Promise((resolve) => {
    server.listen(wantedAddress(process.env), () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return resolve(`unix socket ${address}`)
      const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve(`${protocol}://${host}:${address.port}`)
    })
  })
}
