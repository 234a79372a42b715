import type { Server } from 'node:http'

/**
 * The address to listen on, from the variables of Nitro's own servers: a Unix socket, or a port and an optional host.
 */
function wantedAddress({ NITRO_UNIX_SOCKET: path, NITRO_PORT, PORT, NITRO_HOST, HOST }: NodeJS.ProcessEnv) {
  if (path) return { path }
  return { port: Number(NITRO_PORT || PORT || 3000), host: NITRO_HOST || HOST || undefined }
}

/**
 * Listens and returns the URL. A port that can't be used raises the server's error event, which ends the process.
 * scripts/lib/serve.mjs then prints the remedy.
 */
export function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(wantedAddress(process.env), () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return resolve(`unix socket ${address}`)
      const host = address.family === 'IPv6' ? `[${address.address}]` : address.address
      resolve(`http://${host}:${address.port}`)
    })
  })
}
