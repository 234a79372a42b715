import type { LogEvent } from '#shared/events'
import type { Head } from '../../server/core/log/log'
import { messageEvent } from './events'

/** A log's reading side in memory, for tests of what reads it. Counts its reads, and fails them on demand. */
export class MemoryLog {
  readonly events = new Map<string, LogEvent[]>()
  reads = 0
  headReads = 0
  failing = false
  epoch = 'e1'
  /** Of a room whose oldest events are gone; else as many as there are events. */
  lastSeq: number | null = null

  add(room: string, count: number): LogEvent[] {
    const list = this.events.get(room) ?? []
    const added = Array.from({ length: count }, (_, index) => messageEvent(list.length + 1 + index, room))
    this.events.set(room, [...list, ...added])
    return added
  }

  async after(room: string, seq: number, limit: number): Promise<LogEvent[]> {
    this.reads++
    if (this.failing) throw new Error('the log is away')
    return (this.events.get(room) ?? []).filter(event => event.seq > seq).slice(0, limit)
  }

  async heads(rooms: readonly string[]): Promise<Map<string, Head>> {
    this.headReads++
    if (this.failing) throw new Error('the log is away')
    return new Map(rooms.filter(room => this.events.has(room)).map(room => [room, { epoch: this.epoch, lastSeq: this.lastSeq ?? this.events.get(room)?.length ?? 0, firstSeq: 1 }]))
  }
}
