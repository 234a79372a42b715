import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFaultLane, type FaultLane, type FrameRule } from './fault-lane'
import { createFrameSplitter, type Unit } from './ws-frames'

export type Direction = 'toServer' | 'toClient'

/** Treatment of new connections: forwarded, reset at once, or accepted and never answered. */
export type Welcome = 'forward' | 'reset' | 'silence'

export interface FaultProxyOptions {
  /** The loopback port to which connections are forwarded. */
  readonly port: number
  /** Parses WebSocket frames, for `cutAtFrame`, and forwards them whole. */
  readonly frames?: boolean
}

/** A TCP proxy on the loopback that breaks connections on demand: for WebSocket, HTTP, Redis and PostgreSQL. */
export interface FaultProxy {
  readonly port: number
  /** The same address through the proxy, such as `through('redis://127.0.0.1:6379')`. */
  through(url: string): string
  /** Number of open connections, silent ones included. */
  connections(): number
  /** Resets all connections. New ones are accepted. */
  cut(): void
  cutAfterBytes(direction: Direction, bytes: number): Promise<void>
  /** Breaks the connection at a chosen message. Resolves with its text when it is broken. */
  cutAtFrame(direction: Direction, rule: FrameRule): Promise<string>
  /** Stops forwarding, in one direction or both. Data waits, so the sender feels the pressure. */
  pause(direction?: Direction): void
  resume(direction?: Direction): void
  /** Swallows data, in one direction or both. Connections stay open, as on a half-open link. */
  hold(direction?: Direction): void
  release(direction?: Direction): void
  /** Swallows matching chunks or frames, and forwards the rest. */
  drop(direction: Direction, matches: (bytes: Buffer) => boolean): void
  /** Number of units that `drop` swallowed. */
  dropped(direction: Direction): number
  /** Delays data, in one direction or both. */
  latency(ms: number, direction?: Direction): void
  welcome(what: Welcome): void
  /** Ends all faults. Broken connections stay broken. */
  heal(): void
  close(): Promise<void>
}

interface Link { readonly client: Socket, readonly server: Socket, over: boolean }

/** Bytes of one direction that may wait; above it the sender is not read, so that it feels the pressure. */
const WAITING_MAX_BYTES = 64 * 1024

function reset(link: Link): void {
  link.over = true
  link.client.resetAndDestroy()
  link.server.resetAndDestroy()
}

/** Resolves when `target` accepts more, or is closed. */
function drained(target: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      target.off('drain', done).off('close', done)
      resolve()
    }
    target.on('drain', done).on('close', done)
    if (target.destroyed) done()
  })
}

/** Forwards one unit, as the lane decides. */
async function deliver(link: Link, source: Socket, target: Socket, lane: FaultLane, unit: Unit): Promise<void> {
  if (link.over) return
  const { pass, cut } = lane.judge(unit)
  if (cut) {
    link.over = true
    // The receiver gets the data, then the end. A reset could overtake the data.
    target.end(pass)
    source.resetAndDestroy()
    cut()
    return
  }
  if (pass.length > 0 && !target.write(pass)) await drained(target)
}

type Split = (chunk: Buffer) => Unit[]

/** Forwards one direction of a connection until its source ends. */
async function pump(link: Link, source: Socket, target: Socket, lane: FaultLane, split: Split): Promise<void> {
  let tail = Promise.resolve()
  let waiting = 0
  const pass = async (chunk: Buffer, due: number) => {
    if (due > performance.now()) await sleep(due - performance.now())
    await lane.open()
    for (const unit of split(chunk)) await deliver(link, source, target, lane, unit)
    waiting -= chunk.length
  }
  try {
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) continue
      const due = performance.now() + lane.latencyMs
      waiting += chunk.length
      tail = tail.then(() => pass(chunk, due))
      if (waiting > WAITING_MAX_BYTES) await tail
    }
    await tail
    target.end()
  }
  catch {
    // One side broke: so does the other. After a cut, pending data arrives, then the end.
    if (!link.over) reset(link)
  }
}

/** Starts a proxy to a loopback port. */
export async function startFaultProxy({ port: upstream, frames = false }: FaultProxyOptions): Promise<FaultProxy> {
  const lanes: Record<Direction, FaultLane> = { toServer: createFaultLane(), toClient: createFaultLane() }
  const chosen = (direction?: Direction) => direction ? [lanes[direction]] : Object.values(lanes)
  const splitter = () => frames ? createFrameSplitter() : (chunk: Buffer) => [{ bytes: chunk }]
  const links = new Set<Link>()
  const silent = new Set<Socket>()
  let welcome: Welcome = 'forward'

  function forward(client: Socket): void {
    const server = connect({ port: upstream, host: '127.0.0.1', allowHalfOpen: true, noDelay: true })
    const link: Link = { client, server, over: false }
    links.add(link)
    for (const socket of [client, server]) {
      socket.on('error', () => {}) // The pump sees it too.
      socket.once('close', () => client.destroyed && server.destroyed && links.delete(link))
    }
    void pump(link, client, server, lanes.toServer, splitter())
    void pump(link, server, client, lanes.toClient, splitter())
  }

  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (welcome === 'forward') return forward(client)
    client.on('error', () => {})
    if (welcome === 'reset') return void client.resetAndDestroy()
    silent.add(client)
    client.resume().once('close', () => silent.delete(client))
  }).listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('The operating system assigned no port. Try again.')
  const { port } = address

  const proxy: FaultProxy = {
    port,
    through(url) {
      const changed = new URL(url)
      changed.hostname = '127.0.0.1'
      changed.port = String(port)
      return changed.href
    },
    connections: () => links.size + silent.size,
    cut: () => links.forEach(reset),
    cutAfterBytes: (direction, bytes) => lanes[direction].cutAfterBytes(bytes),
    cutAtFrame: (direction, rule) => lanes[direction].cutAtFrame(rule),
    pause: direction => chosen(direction).forEach(lane => lane.pause()),
    resume: direction => chosen(direction).forEach(lane => lane.resume()),
    hold: direction => chosen(direction).forEach(lane => lane.hold()),
    release: direction => chosen(direction).forEach(lane => lane.release()),
    drop: (direction, matches) => lanes[direction].drop(matches),
    dropped: direction => lanes[direction].dropped(),
    latency: (ms, direction) => chosen(direction).forEach(lane => void (lane.latencyMs = ms)),
    welcome(what) {
      welcome = what
    },
    heal() {
      welcome = 'forward'
      for (const lane of Object.values(lanes)) lane.heal()
    },
    async close() {
      proxy.heal()
      links.forEach(reset)
      for (const socket of silent) socket.resetAndDestroy()
      listener.close()
      await once(listener, 'close')
    },
  }
  return proxy
}
