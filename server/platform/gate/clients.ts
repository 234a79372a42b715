import type { Socket } from 'node:net'
import type { AddressRates } from '../limits/address-rates/address-rates'
import { addressKey } from '../limits/address-key'
import { afterOffence, GOOD_STANDING, remainingMs, settled, type Stage } from './standing'

export interface ClientsOptions {
  /** Most TCP connections of one address at a time. */
  readonly connectionsMax: number
  readonly rates: Pick<AddressRates, 'refused'>
  /** A monotonic clock, in ms. */
  readonly now?: () => number
}

/** Addresses are swept above this number, and again each time their number has doubled. */
const SWEEP_MIN = 1_000

/** Node resumes a connection by itself, for instance to discard the rest of a body. */
function pauseAgain(this: Socket): void {
  this.pause()
}

/** Stops reading the connection, until `release`. */
function hold(socket: Socket): void {
  if (!socket.listeners('resume').includes(pauseAgain)) socket.on('resume', pauseAgain)
  socket.pause()
}

function release(socket: Socket): void {
  socket.off('resume', pauseAgain).resume()
}

/** One address that connects to this process directly, with its TCP connections. */
class Client {
  standing = GOOD_STANDING
  /** TCP connections, WebSockets included. */
  open = 0
  /** HTTP connections. Only these may be held or closed. */
  readonly http = new Set<Socket>()
  resume: NodeJS.Timeout | null = null

  constructor(readonly address: string) {}
}

/**
 * The addresses at the other end of our TCP connections. Caps their connections and treats each address by its
 * standing. Not for use behind a proxy, where all connections have the proxy's address.
 */
export class Clients {
  private readonly clients = new Map<string, Client>()
  private readonly ofSocket = new WeakMap<Socket, Client>()
  private readonly now: () => number
  private sweepAt = SWEEP_MIN

  constructor(private readonly options: ClientsOptions) {
    this.now = options.now ?? (() => performance.now())
  }

  /** Call this for each new connection, before reading from it. */
  accept(socket: Socket): void {
    const client = this.clientOf(addressKey(socket.remoteAddress ?? ''))
    client.standing = settled(client.standing, this.now())
    const refusal = this.refusalOf(client)
    if (refusal !== null) {
      this.options.rates.refused(refusal, client.address)
      socket.destroy()
      return
    }
    client.open++
    client.http.add(socket)
    this.ofSocket.set(socket, client)
    socket.once('close', () => {
      client.open--
      client.http.delete(socket)
    })
    if (client.standing.stage !== 'pause') return
    this.offend(client)
    // In the next tick, since Node starts reading in this one.
    process.nextTick(() => client.standing.stage === 'pause' && hold(socket))
  }

  /** The connection is now a WebSocket and has its own limits. */
  upgraded(socket: Socket): void {
    this.ofSocket.get(socket)?.http.delete(socket)
  }

  /** Counts a refused request of this connection. Returns how to treat it. */
  offence(socket: Socket): Stage {
    const client = this.ofSocket.get(socket)
    return client ? this.offend(client) : 'answer'
  }

  private refusalOf({ standing, open }: Client): string | null {
    if (standing.stage === 'drop') return 'connection while it is banned'
    return open >= this.options.connectionsMax ? 'connection above its cap' : null
  }

  private offend(client: Client): Stage {
    const before = client.standing
    client.standing = afterOffence(before, this.now())
    const { stage } = client.standing
    if (stage !== before.stage) this.begin(client, stage)
    return stage
  }

  private begin(client: Client, stage: Stage): void {
    if (stage === 'drop') for (const socket of client.http) socket.destroy()
    if (stage !== 'pause') return
    for (const socket of client.http) hold(socket)
    if (client.resume) clearTimeout(client.resume)
    client.resume = setTimeout(() => this.resume(client), remainingMs(client.standing, this.now())).unref()
  }

  private resume(client: Client): void {
    client.resume = null
    for (const socket of client.http) release(socket)
  }

  private clientOf(address: string): Client {
    const known = this.clients.get(address)
    if (known) return known
    const client = new Client(address)
    this.clients.set(address, client)
    if (this.clients.size > this.sweepAt) this.sweep()
    return client
  }

  private sweep(): void {
    const now = this.now()
    for (const [address, { open, standing }] of this.clients) {
      if (open === 0 && settled(standing, now) === GOOD_STANDING) this.clients.delete(address)
    }
    this.sweepAt = Math.max(SWEEP_MIN, this.clients.size * 2)
  }
}
