import type { LogEvent } from '#shared/events'
import type { Bus } from '../bus/bus'
import { Together } from '../../platform/cache/together'
import { IDS_PER_READ, ROOM_IDLE_MS } from '../../platform/limits/server-limits'
import { UnknownRoomError, type Log } from '../log/log'
import { ClosedHeads } from './closed-heads'
import { HubRoom } from './room'

export interface OpenRoomsDeps {
  readonly log: Pick<Log, 'heads'>
  readonly bus: Pick<Bus, 'subscribe' | 'unsubscribe'>
  /** Whether bare publishes on the channel named like the room are passed on. */
  readonly external: (room: string) => boolean
  /** How much the pace of a busy room may delay a message, in ms; 1 s when absent. */
  readonly maxDelayMs?: number
}

/**
 * The rooms that this process is subscribed to. A room is opened when its first peer joins. It stays open for a while
 * after the last peer left, so that returning clients are answered from memory.
 */
export class OpenRooms {
  private readonly rooms = new Map<string, HubRoom>()
  private readonly opening = new Map<string, { early: LogEvent[], opened: Promise<HubRoom> }>()
  private readonly closedHeads: ClosedHeads
  /** Heads of rooms that are being opened: after a restart a crowd opens thousands. */
  private readonly firstHeads

  /** @param deliver takes the events that came while a room was being opened */
  constructor(
    private readonly deps: OpenRoomsDeps,
    private readonly deliver: (room: HubRoom, events: readonly LogEvent[]) => void,
  ) {
    this.closedHeads = new ClosedHeads(deps.log)
    this.firstHeads = new Together({ read: ids => deps.log.heads(ids), perRead: IDS_PER_READ })
  }

  get size(): number {
    return this.rooms.size
  }

  ids(): string[] {
    return [...this.rooms.keys()]
  }

  get(id: string): HubRoom | undefined {
    return this.rooms.get(id)
  }

  /** Opens a room, or gives the open one. @throws UnknownRoomError, LogUnavailableError */
  open(id: string): Promise<HubRoom> {
    const room = this.rooms.get(id)
    if (room) {
      if (room.size === 0) room.emptySince = performance.now()
      return Promise.resolve(room)
    }
    const running = this.opening.get(id)
    if (running) return running.opened
    const early: LogEvent[] = []
    const opened = this.runOpen(id, early).finally(() => this.opening.delete(id))
    this.opening.set(id, { early, opened })
    return opened
  }

  /** Keeps events of a room that is just being opened; drops those of other rooms. */
  early(id: string, events: readonly LogEvent[]): void {
    this.closedHeads.forget(id)
    this.opening.get(id)?.early.push(...events)
  }

  /**
   * Epoch and last `seq` of rooms, in the given order. Open rooms answer from memory; no room is opened. @throws
   * UnknownRoomError, LogUnavailableError
   */
  async heads(ids: readonly string[]): Promise<Array<{ epoch: string, lastSeq: number }>> {
    const closed = ids.filter(id => !this.rooms.has(id))
    const read = await this.closedHeads.of(closed)
    return ids.map((id) => {
      const room = this.rooms.get(id)
      if (room) return { epoch: room.epoch, lastSeq: room.written }
      const head = read[closed.indexOf(id)]
      if (!head) throw new UnknownRoomError(`There is no room '${id}'.`)
      return head
    })
  }

  forgetIdle(): void {
    const before = performance.now() - ROOM_IDLE_MS
    for (const room of this.rooms.values()) {
      if (room.emptySince !== null && room.emptySince < before && room.size + room.joining === 0) this.forget(room)
    }
  }

  forget(room: HubRoom): void {
    this.rooms.delete(room.id)
    this.deps.bus.unsubscribe(room.id)
  }

  /** Subscribes first and reads the head afterwards. An event that comes between is in `early`, so none is missed. */
  private async runOpen(id: string, early: LogEvent[]): Promise<HubRoom> {
    this.deps.bus.subscribe(id, { external: this.deps.external(id) })
    try {
      const head = await this.firstHeads.of(id)
      if (!head) throw new UnknownRoomError(`There is no room '${id}'.`)
      const room = new HubRoom(id, head, this.deps.maxDelayMs)
      room.emptySince = performance.now()
      this.rooms.set(id, room)
      this.deliver(room, early)
      return room
    }
    catch (error) {
      this.deps.bus.unsubscribe(id)
      throw error
    }
  }
}
