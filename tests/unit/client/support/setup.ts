import type { Message } from '#shared/events/message'
import type { ServerEvent } from '#shared/schemas/frames'
import type { RoomState } from '#shared/schemas/room'
import { createChatClient, type ChatClientOptions } from '~/client/client'
import type { SignalListeners, Signals } from '~/client/environment'
import { FakeSocket } from './fake-socket'
import { ManualClock } from './manual-clock'

export const ME = { id: 'me', name: 'Ada' }
export const BOB = { id: 'bob', name: 'Bob' }

export const ROOMS = [
  { id: 'channel_1', kind: 'channel', title: 'Customer service No. 1' },
  { id: 'channel_2', kind: 'channel', title: 'Customer service No. 2' },
] as const

type Event<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>

export function message(seq: number, over: Partial<Message> = {}): Message {
  return {
    room: 'channel_1',
    seq,
    id: `id-${over.room ?? 'channel_1'}-${seq}`,
    author: BOB,
    at: seq,
    text: `text ${seq}`,
    ...over,
  }
}

export function messageEvent(seq: number, over: Partial<Message> = {}): Event<'message'> {
  return { type: 'message', ...message(seq, over) }
}

/** Messages `from` to `to`, both included. */
export function messages(from: number, to: number, over: Partial<Message> = {}): Message[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => message(from + index, over))
}

export function roomState(over: Partial<RoomState> = {}): RoomState {
  return { ...ROOMS[0], epoch: 'e1', lastSeq: 0, online: 1, ...over }
}

export function hello(over: Partial<Event<'hello'>> = {}): Event<'hello'> {
  return {
    type: 'hello',
    now: 0,
    user: ME,
    heartbeatMs: 20_000,
    limits: { textMaxChars: 4_000, frameMaxBytes: 65_536 },
    rooms: [roomState(), roomState({ ...ROOMS[1] })],
    ...over,
  }
}

export function joined(over: Partial<Event<'joined'>> & { id: number }): Event<'joined'> {
  return {
    type: 'joined',
    room: 'channel_1',
    epoch: 'e1',
    head: 0,
    online: 1,
    mode: 'reset',
    page: [],
    older: false,
    ...over,
  }
}

/** Signals that the test gives. */
export class FakeSignals implements Signals {
  isOnline = true
  private readonly listeners = new Set<SignalListeners>()

  online = (): boolean => this.isOnline

  listen = (listener: SignalListeners): () => void => {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  give(signal: keyof SignalListeners): void {
    if (signal === 'online' || signal === 'offline') this.isOnline = signal === 'online'
    this.listeners.forEach(listener => listener[signal]())
  }
}

/** A client with everything in the test's hands, started. */
export async function setup(over: Partial<ChatClientOptions> = {}) {
  const world = prepare(over)
  await world.client.start()
  return world
}

/** The same, not started yet. */
export function prepare(over: Partial<ChatClientOptions> = {}) {
  const clock = new ManualClock()
  const signals = new FakeSignals()
  const sockets: FakeSocket[] = []
  /** The list of rooms that each connection asked to continue. */
  const feeds: string[] = []
  let ids = 0
  const client = createChatClient({
    session: { user: ME, named: true },
    rooms: ROOMS,
    clock,
    signals,
    random: () => 0.5,
    newId: () => `c${++ids}`,
    fetch: () => Promise.reject(new Error('The network is not part of this test.')),
    socket(feed) {
      feeds.push(feed)
      const socket = new FakeSocket()
      sockets.push(socket)
      return socket
    },
    ...over,
  })

  /** The newest socket. */
  function socket(): FakeSocket {
    const newest = sockets.at(-1)
    if (!newest) throw new Error('The client opened no socket.')
    return newest
  }

  /** Says `hello` and answers each `join` with an empty room, or as given. */
  function enter(
    greeting = hello(),
    answer: (room: string, id: number) => ServerEvent = (room, id) => joined({ room, id }),
  ): void {
    socket().say(greeting)
    for (const { room, id } of socket().frames('join')) socket().say(answer(room, id))
  }

  return {
    client,
    clock,
    signals,
    sockets,
    feeds,
    socket,
    enter,
    texts: (): string[] => client.active().items.map(item => item.text),
  }
}
