import type { WebSocket } from 'ws'
import { SUBPROTOCOL } from '#shared/schemas/frames'
import type { Position } from '#shared/schemas/room'
import { createSocket } from './socket'

/** One of many sockets: it joins one room from a position and records the events. */
export interface RawMember {
  /** `seq` of each event of the log, in order of arrival. */
  readonly seqs: readonly number[]
  /** What the events made of the messages among them: the texts by `seq`. */
  readonly texts: ReadonlyMap<number, string>
  mode(): 'resumed' | 'reset' | null
  terminate(): void
}

interface RawEvent {
  readonly type: string
  readonly seq?: number
  readonly author?: unknown
  readonly target?: number
  readonly text?: string
  readonly mode?: 'resumed' | 'reset'
}

export interface RawOptions {
  readonly wsUrl: string
  readonly cookie: string
  readonly room: string
  readonly position?: Position
}

/** Connects and joins, as often as it takes: of thousands at once, some may be refused at first. */
export function joinRaw({ wsUrl, cookie, room, position }: RawOptions): RawMember {
  const seqs: number[] = []
  const texts = new Map<number, string>()
  let mode: 'resumed' | 'reset' | null = null
  let over = false
  let socket = connect()

  function connect(): WebSocket {
    const opened = createSocket({ url: wsUrl, protocol: SUBPROTOCOL, cookie })
    opened.on('error', () => {}) // `close` follows.
    opened.on('message', (data) => {
      const events: RawEvent[] = JSON.parse(data.toString())
      for (const event of events) take(event)
    })
    opened.on('close', () => {
      if (!over && mode === null) socket = connect()
    })
    return opened
  }

  function take(event: RawEvent): void {
    if (event.type === 'hello')
      socket.send(JSON.stringify({ type: 'join', id: 1, room, ...(position && { position }) }))
    if (event.type === 'joined') mode = event.mode ?? null
    if (event.seq !== undefined && event.author !== undefined) apply(event.seq, event)
  }

  function apply(seq: number, { type, target = 0, text = '' }: RawEvent): void {
    seqs.push(seq)
    if (type === 'message') texts.set(seq, text)
    if (type === 'edit' && texts.has(target)) texts.set(target, text)
    if (type === 'delete') texts.delete(target)
  }

  return {
    seqs,
    texts,
    mode: () => mode,
    terminate() {
      over = true
      socket.terminate()
    },
  }
}
