import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../../../../support/app'
import { postForm } from '../../../../support/plain-client'
import { waitFor } from '../../../../support/wait-for'

/** On Linux every address of 127/8 is this machine: an attacker that is not the bystander. */
const ATTACKER = '127.0.0.2'

const FORM = 'data=x'

/** A connection that is not read is given up after this time: a flood that waited for ever would stand still. */
const PATIENCE_MS = 200

function post(headers = ''): string {
  return `POST /send/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${FORM.length}\r\n${headers}\r\n${FORM}`
}

/** Sends a request again as soon as there is an answer, and connects again when it is cut off or gets none. */
class Loop {
  statuses = new Map<string, number>()
  cuts = 0
  /** Connections that were closed before anything was answered. */
  refused = 0
  private answered = false
  private socket: Socket | null = null
  private over = false

  constructor(private readonly port: number, private readonly request: string) {
    this.connect()
  }

  private connect(): void {
    if (this.over) return
    const socket = connect({ port: this.port, host: '127.0.0.1', localAddress: ATTACKER })
    this.socket = socket
    this.answered = false
    let waited = false
    socket.setTimeout(PATIENCE_MS, () => {
      waited = true
      socket.destroy()
    })
    socket.on('error', () => {}).on('connect', () => socket.write(this.request)).on('data', (bytes) => {
      this.answered = true
      const [, status = ''] = /^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1')) ?? []
      if (status !== '') this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1)
      socket.write(this.request)
    }).on('close', () => {
      this.cuts++
      if (!this.answered && !waited) this.refused++
      setImmediate(() => this.connect())
    })
  }

  stop(): void {
    this.over = true
    this.socket?.destroy()
  }
}

describe('an address that posts as fast as it can', () => {
  let app: TestApp
  let loops: Loop[]

  beforeAll(async () => {
    app = await startApp({ env: { ADDRESS_RATES: 'post=50/10' } })
    loops = Array.from({ length: 20 }, () => new Loop(app.port, post()))
  })
  afterAll(async () => {
    loops.forEach(loop => loop.stop())
    await app.stop()
  })

  it('is refused, then cut off, then not accepted, while others are served; the operator reads who it was', async () => {
    const count = (status: string) => loops.reduce((sum, loop) => sum + (loop.statuses.get(status) ?? 0), 0)
    await waitFor(() => count('429') > 0)
    await waitFor(() => loops.some(loop => loop.cuts > 0))
    await waitFor(() => loops.some(loop => loop.refused > 5), { timeoutMs: 20_000 })
    expect((await postForm({ url: app.url, data: 'of another address' })).status).toBe(200)
    await waitFor(
      () => app.logs().some(line => line.includes(`"address":"${ATTACKER}"`) && line.includes('"post":')),
      { timeoutMs: 20_000 },
    )
    expect((await fetch(app.url)).status).toBe(200)
  })
})

describe('a connection', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp({ env: { MAX_CONNECTIONS_PER_ADDRESS: '5' } })
  })
  afterAll(() => app.stop())

  const open = (localAddress = ATTACKER) => {
    const socket = connect({ port: app.port, host: '127.0.0.1', localAddress })
    const closed = new Promise<void>(resolve => socket.on('error', () => {}).resume().once('close', () => resolve()))
    return { socket, closed }
  }

  it('a connection that pipelines without end is cut off', async () => {
    const { socket, closed } = open('127.0.0.3')
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(2_000))
    await closed
    expect(socket.destroyed).toBe(true)
  })

  it('a connection that pipelines a hundred requests gets a hundred answers', async () => {
    const { socket, closed } = open('127.0.0.4')
    let text = ''
    socket.on('data', bytes => void (text += bytes.toString('latin1')))
    socket.write(
      'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(99)
      + 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    await closed
    expect(text.match(/HTTP\/1\.1 200 /g)?.length).toBe(100)
  })

  it('above four times the cap of its address is closed, and one of another address is not', async () => {
    const others = Array.from({ length: 100 }, () => open())
    const over = open()
    await over.closed
    expect((await fetch(`${app.url}/healthz`)).status).toBe(200)
    await waitFor(() => app.logs().some(line => line.includes('connection above its cap')), { timeoutMs: 20_000 })
    for (const { socket } of others) socket.destroy()
  })

  it.each([
    ['a request', ''], ['a WebSocket', 'Connection: Upgrade\r\nUpgrade: websocket\r\n'],
  ])('a connection that asks for %s with two Host headers is answered 400 and closed', async (_what, headers) => {
    const { socket, closed } = open('127.0.0.6')
    let text = ''
    socket.on('data', bytes => void (text += bytes.toString('latin1')))
    socket.write(`GET /wb/ HTTP/1.1\r\nHost: a.example\r\n${headers}hOsT: b.example\r\n\r\n`)
    await closed
    expect(text).toMatch(/^HTTP\/1\.1 400 [^]*two Host headers/)
  })

  it('a connection that says nothing is closed within seconds', async () => {
    const { socket, closed } = open('127.0.0.5')
    await closed
    expect(socket.destroyed).toBe(true)
  }, 40_000)
})

describe('behind a proxy', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp({ env: { TRUST_PROXY: '1', MAX_CONNECTIONS_PER_ADDRESS: '1', ADDRESS_RATES: 'other=5/600' } })
  })
  afterAll(() => app.stop())

  it('a visitor above their rate is refused, and neither the proxy\'s connections nor its other visitors feel it', async () => {
    const from = (address: string, path = '/healthz') =>
      fetch(`${app.url}${path}`, { headers: { 'x-forwarded-for': address } })
    const statuses = []
    for (let count = 0; count < 300; count++) statuses.push((await from('203.0.113.1')).status)
    expect(statuses.filter(status => status === 200).length).toBe(5)
    expect(new Set(statuses.slice(5))).toEqual(new Set([429]))
    expect((await from('203.0.113.2')).status).toBe(200)
    const all = await Promise.all(Array.from({ length: 30 }, (_, n) => from(`203.0.113.${10 + n}`)))
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
  })
})

describe('ordinary use from one address', () => {
  let app: TestApp
  beforeAll(async () => {
    app = await startApp()
  })
  afterAll(() => app.stop())

  it('is never refused: 200 tabs that load the page, their sessions and the newest history at once', async () => {
    const asks = ['/', '/api/session', '/api/rooms/channel_1/messages', '/api/rooms/channel_2/messages', '/favicon.svg']
    const statuses: number[] = []
    // One thing after the other per tab, as over one connection: the tabs of a browser share a few.
    await Promise.all(Array.from({ length: 200 }, async () => {
      for (const path of asks) statuses.push((await fetch(`${app.url}${path}`)).status)
    }))
    expect([statuses.length, new Set(statuses)]).toEqual([1_000, new Set([200])])
  }, 120_000)
})
