import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Config } from '../config/schema'
import type { AddressRates } from '../limits/address-rates/address-rates'
import { placesOf, type RateKind } from '../limits/address-rates/kinds'
import {
  CONNECTIONS_PER_PLACE, ROOM_REQUESTS_AT_ONCE, ROOM_REQUESTS_WAITING_MAX, ROOM_REQUESTS_WAITING_PER_ADDRESS_MAX,
  ROOM_REQUEST_MAX_MS, PAGES_AT_ONCE, PAGES_WAITING_MAX, PAGES_WAITING_PER_ADDRESS_MAX, PAGE_MAX_MS, PIPELINED_MAX,
} from '../limits/server-limits'
import { refuseUpgrade } from './refuse-upgrade'
import { watchUpgrade } from './upgrade-watch'
import { limitedAddress } from '../http/address'
import { Clients } from './clients'
import { FairQueue } from './fair-queue'
import { OneByOne } from './one-by-one'
import { busyAnswer, refusalAnswer, sendAnswer, TWO_HOSTS_ANSWER } from './refusal-answer'
import { requestKind } from './request-kind'
import { hasTwoHosts, TWO_HOSTS } from './two-hosts'

/** Answers an admitted request. Resolves when the answer was handed to the connection. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

export type UpgradeHandler = (request: IncomingMessage, socket: Socket, head: Buffer) => void

const TOO_MANY_UPGRADES = 'Too many WebSockets were opened from your address: all who share it count together.'

type GateConfig = Pick<Config, 'MAX_CONNECTIONS_PER_ADDRESS' | 'TRUST_PROXY'>

export interface GateOptions {
  readonly config: GateConfig
  readonly rates: AddressRates
}

/**
 * Stands before the app on the HTTP server and refuses requests above an address's rates, before anything is parsed,
 * opened or rendered. Behind a proxy rates count for the forwarded address, and the gate leaves connections alone,
 * since they are the proxy's.
 */
export class Gate {
  /** Null behind a proxy, whose connections carry all clients. */
  private readonly clients: Clients | null
  private readonly pipeline = new OneByOne(PIPELINED_MAX)
  /** Requests that hold the event loop for milliseconds. They are served in turn by address. */
  private readonly queues: Readonly<Partial<Record<RateKind, FairQueue>>> = {
    page: new FairQueue({
      atOnce: PAGES_AT_ONCE,
      perAddressMax: PAGES_WAITING_PER_ADDRESS_MAX,
      totalMax: PAGES_WAITING_MAX,
      taskMaxMs: PAGE_MAX_MS,
    }),
    history: new FairQueue({
      atOnce: ROOM_REQUESTS_AT_ONCE,
      perAddressMax: ROOM_REQUESTS_WAITING_PER_ADDRESS_MAX,
      totalMax: ROOM_REQUESTS_WAITING_MAX,
      taskMaxMs: ROOM_REQUEST_MAX_MS,
    }),
  }

  private readonly config: GateConfig
  private readonly rates: AddressRates

  constructor({ config, rates }: GateOptions) {
    this.config = config
    this.rates = rates
    const connectionsMax = placesOf(config) * CONNECTIONS_PER_PLACE
    this.clients = config.TRUST_PROXY === 0 ? new Clients({ connectionsMax, rates }) : null
  }

  /** Call this for each new TCP connection. */
  accept(socket: Socket): void {
    // Connections without an address come over a Unix socket, from a proxy.
    if (socket.remoteAddress !== undefined) this.clients?.accept(socket)
  }

  /** The listener of the server's requests. */
  request(request: IncomingMessage, response: ServerResponse, handle: RequestHandler): void {
    const { socket } = request
    if (socket.destroyed) return
    const taken = this.pipeline.run(socket, response, () => this.admit(request, response, handle))
    if (taken) return
    this.clients?.offence(socket)
    socket.destroy()
  }

  /** The listener of the server's upgrades. */
  upgrade(request: IncomingMessage, socket: Socket, head: Buffer, handle: UpgradeHandler): void {
    const address = limitedAddress(request, this.config.TRUST_PROXY)
    const waitMs = this.rates.consume('upgrade', address)
    if (waitMs > 0) {
      const stage = this.clients?.offence(socket) ?? 'answer'
      if (stage !== 'answer') return void socket.destroy()
      watchUpgrade(socket)
      return refuseUpgrade(socket, 429, TOO_MANY_UPGRADES, Math.ceil(waitMs / 1000))
    }
    if (hasTwoHosts(request)) {
      watchUpgrade(socket)
      return refuseUpgrade(socket, 400, TWO_HOSTS)
    }
    this.clients?.upgraded(socket)
    handle(request, socket, head)
  }

  private admit(request: IncomingMessage, response: ServerResponse, handle: RequestHandler): void {
    const kind = requestKind(request)
    const address = limitedAddress(request, this.config.TRUST_PROXY)
    const waitMs = this.rates.consume(kind, address)
    if (waitMs > 0) return this.refuse(request, response, kind, waitMs)
    if (hasTwoHosts(request)) return sendAnswer(response, 400, TWO_HOSTS_ANSWER, true)
    const queue = this.queues[kind]
    if (!queue) return void handle(request, response)
    const queued = queue.run(address, async () => {
      if (!request.socket.destroyed) await handle(request, response)
    })
    if (queued) return
    this.rates.refused(`${kind} while too many wait`, address)
    sendAnswer(response, 503, busyAnswer(kind), false)
  }

  private refuse(request: IncomingMessage, response: ServerResponse, kind: RateKind, waitMs: number): void {
    const stage = this.clients?.offence(request.socket) ?? 'answer'
    sendAnswer(response, 429, refusalAnswer(kind, waitMs), stage !== 'answer')
  }
}
