import { connect } from 'node:net'
import { readFrame } from './ws-frames'
import { waitFor } from './wait-for'

const CLOSE = 8

export interface RawSocket {
  write(bytes: Buffer): void
  /** Resolves when the received bytes fulfil this. */
  answered(isDone: (answer: string) => boolean): Promise<void>
  /** The code of the server's closing frame when the connection is over; null where there was none. */
  readonly closeCode: Promise<number | null>
}

/** An upgraded connection of the app wire whose bytes the test writes itself. */
export async function connectRaw(
  { port, cookie }: { readonly port: number, readonly cookie: string },
): Promise<RawSocket> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('error', () => {}).on('data', chunk => chunks.push(chunk))
  socket.write([
    'GET /wb/ HTTP/1.1', 'Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==', 'Sec-WebSocket-Protocol: parley.v1', `Cookie: ${cookie}`, '', '',
  ].join('\r\n'))
  const all = () => Buffer.concat(chunks)
  await waitFor(() => all().includes('"type":"hello"'))
  return {
    write: bytes => void socket.write(bytes),
    answered: async (isDone) => {
      await waitFor(() => isDone(all().toString('latin1')))
    },
    // Unread bytes make the server reset the connection, after its close frame.
    closeCode: new Promise(resolve => socket.once('close', () => resolve(closeCodeOf(all())))),
  }
}

function closeCodeOf(bytes: Buffer): number | null {
  let at = bytes.indexOf('\r\n\r\n') + 4
  for (let frame = readFrame(bytes.subarray(at)); frame; frame = readFrame(bytes.subarray(at))) {
    if (frame.opcode === CLOSE) return frame.payload.readUInt16BE(0)
    at += frame.size
  }
  return null
}
