// @ts-check
import { Agent, request } from 'node:http'
import WebSocket from 'ws'

/**
 * The benchmarks' client of `parley.v1`. It reads as few bytes as possible, so that the load costs less than the
 * server.
 */

const SUBPROTOCOL = 'parley.v1'

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/**
 * @param {string} url
 * @param {string} [cookie]
 * @returns {Promise<{ body: string, cookie: string }>}
 */
export function get(url, cookie) {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers: cookie ? { cookie } : {} }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', text => void (body += text)).on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`${url} answered ${response.statusCode}: ${body}`))
        resolve({ body, cookie: (response.headers['set-cookie'] ?? []).map(set => set.split(';', 1)[0]).join('; ') })
      })
    })
    asked.on('error', (error) => {
      // A kept connection to an earlier server on the same port.
      if (asked.reusedSocket && 'code' in error && error.code === 'ECONNRESET') resolve(get(url, cookie))
      else reject(error)
    }).end()
  })
}

/**
 * Creates sessions of new visitors.
 * @param {string} url
 * @param {number} count
 * @returns {Promise<string[]>} a `Cookie` header each
 */
export async function visitors(url, count) {
  const visits = Array.from({ length: count }, () => get(`${url}/api/session`))
  return (await Promise.all(visits)).map(visit => visit.cookie)
}

/**
 * Opens a socket and resolves after `hello`. Then `onFrame` gets each frame's bytes.
 * @param {string} url of the app
 * @param {string} cookie
 * @param {string} [query] such as `?feed=`
 * @returns {Promise<{ ws: WebSocket, hello: Buffer, listen: (onFrame: (frame: Buffer) => void) => void }>}
 */
export function connect(url, cookie, query = '') {
  return new Promise((resolve, reject) => {
    const ws = new WebSocket(`${url.replace('http', 'ws')}/wb/${query}`, SUBPROTOCOL, {
      headers: { cookie },
      perMessageDeflate: false,
      skipUTF8Validation: true,
    })
    /** @type {(frame: Buffer) => void} */
    let onFrame = hello => resolve({ ws, hello, listen })
    const listen = (/** @type {(frame: Buffer) => void} */ next) => {
      onFrame = next
    }
    ws.on('message', (/** @type {Buffer} */ frame) => onFrame(frame))
    ws.on('error', reject)
  })
}

/**
 * Ends sockets without a close frame, and waits until they are closed on this side.
 * @param {readonly WebSocket[]} sockets
 */
export async function cut(sockets) {
  await Promise.all(sockets.map(ws => new Promise((resolve) => {
    if (ws.readyState === WebSocket.CLOSED) return resolve(null)
    ws.once('close', resolve)
    ws.terminate()
  })))
}
