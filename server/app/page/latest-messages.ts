import { LRUCache } from 'lru-cache'
import type { Message } from '#shared/events/message'
import type { Latest } from '#shared/schemas/http'
import type { Hub } from '../../core/hub/hub'
import {
  LATEST_FRESH_MS, LATEST_MAX_CHARS, LATEST_MAX_MESSAGES, LATEST_MAX_ROOMS,
} from '../../platform/limits/server-limits'
import type { Log } from '../../core/log/log'

export interface LatestDeps {
  readonly log: Pick<Log, 'before'>
  readonly hub: Pick<Hub, 'heads'>
}

/** The newest messages that fit: at least one, so that even a room of long messages shows something. */
function fitting(messages: readonly Message[]): Message[] {
  const fit: Message[] = []
  let chars = 0
  for (const message of messages.toReversed()) {
    chars += message.text.length
    if (fit.length >= LATEST_MAX_MESSAGES || (fit.length > 0 && chars > LATEST_MAX_CHARS)) break
    fit.unshift(message)
  }
  return fit
}

/**
 * What a first visit shows of a room before it is connected: read once per second, whatever the number of visitors. The
 * join resumes from the position, so it brings later messages.
 */
export class LatestMessages {
  private readonly rooms = new LRUCache<string, Promise<Latest | null>>({ max: LATEST_MAX_ROOMS, ttl: LATEST_FRESH_MS })

  constructor(private readonly deps: LatestDeps) {}

  /** Null if the room can't be read now: the page then loads it once it is connected. */
  get(room: string): Promise<Latest | null> {
    const known = this.rooms.get(room)
    if (known) return known
    const reading = this.read(room).catch(() => null)
    this.rooms.set(room, reading)
    return reading
  }

  /** To be called when a message of the room was edited or deleted: the next visit reads the log again. */
  forget(room: string): void {
    this.rooms.delete(room)
  }

  private async read(room: string): Promise<Latest | null> {
    const [head] = await this.deps.hub.heads([room])
    const messages = await this.deps.log.before(room, null, LATEST_MAX_MESSAGES + 1)
    const shown = fitting(messages)
    const last = shown.at(-1)
    // Perhaps none of the events shows a message: then the join brings the state of the room.
    if (!head?.epoch || (!last && head.lastSeq > 0)) return null
    return {
      room,
      position: { epoch: head.epoch, seq: last?.seq ?? 0 },
      messages: shown,
      older: shown.length < messages.length,
    }
  }
}
