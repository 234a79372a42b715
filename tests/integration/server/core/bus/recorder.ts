import { vi } from 'vitest'
import type { LogEvent } from '#shared/events'
import type { Bus, BusHandlers, ControlMessage } from '../../../../../server/core/bus/bus'

/** Handlers that keep what they are given. */
export interface Recorder extends BusHandlers {
  readonly heard: LogEvent[]
  readonly texts: string[]
  readonly messages: ControlMessage[]
  connects: number
}

export function recorder(): Recorder {
  const record: Recorder = {
    heard: [],
    texts: [],
    messages: [],
    connects: 0,
    events: (_room, events) => void record.heard.push(...events),
    external: (room, text) => void record.texts.push(`${room}: ${text}`),
    control: message => void record.messages.push(message),
    onConnected: () => void record.connects++,
  }
  return record
}

export function message(room: string, seq: number, text = `message ${seq}`): LogEvent {
  return {
    type: 'message',
    room,
    seq,
    id: `${room}-${seq}`,
    author: { id: 'u1', name: 'Ada' },
    at: 1_700_000_000_000 + seq,
    text,
  }
}

/** A link between processes takes a moment: publishes probes (of seq 0) until `to` hears one, then forgets them. */
export async function linked(from: Bus, to: Recorder, room: string) {
  await vi.waitFor(() => {
    from.publish(room, [message(room, 0)])
    if (!to.heard.some(event => event.room === room)) throw new Error(`nothing of ${room} arrives`)
  }, { timeout: 10_000, interval: 20 })
}

/** What was heard of a room, without the probes. */
export function seqs(record: Recorder, room: string): number[] {
  return record.heard.filter(event => event.room === room && event.seq > 0).map(event => event.seq)
}
