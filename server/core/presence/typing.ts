import type { User } from '#shared/schemas/user'
import {
  TYPING_AGAIN_MS, TYPING_EVERY_MS, TYPING_LASTS_MS, TYPING_SHOWN_MAX,
} from '../../platform/limits/server-limits'

interface Writer {
  readonly user: User
  /** ms of `performance.now()` */
  readonly until: number
}

/** Users who are typing, by room. Nothing is stored, and a lost stop ends by itself after `TYPING_LASTS_MS`. */
export class Typing {
  private readonly rooms = new Map<string, Map<string, Writer>>()
  /** Rooms whose list was published within the interval, and whether it changed since. */
  private readonly resting = new Map<string, boolean>()
  /** When each room's list was last published. */
  private readonly publishedAt = new Map<string, number>()
  private timer: NodeJS.Timeout | undefined

  /** @param publish sends the list to a room's app clients; it may be lost */
  constructor(private readonly publish: (room: string, users: readonly User[]) => void) {}

  /** To be called when the user types in the room, or stopped. */
  heard(room: string, { id, name }: User, stop: boolean): void {
    const writers = this.rooms.get(room)
    if (stop) {
      if (!writers?.delete(id)) return
      if (writers.size === 0) this.rooms.delete(room)
      return this.changed(room)
    }
    const isNew = !writers?.has(id)
    const kept = writers ?? new Map<string, Writer>()
    this.rooms.set(room, kept)
    kept.set(id, { user: { id, name }, until: performance.now() + TYPING_LASTS_MS })
    this.timer ??= setInterval(() => this.expire(), TYPING_EVERY_MS / 2).unref()
    if (isNew || performance.now() - (this.publishedAt.get(room) ?? 0) >= TYPING_AGAIN_MS) this.changed(room)
  }

  /** Nothing of the user is shown in the room from now on. */
  out(room: string, id: string): void {
    this.heard(room, { id, name: '' }, true)
  }

  close(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  /** Publishes at most one frame per room and second. The last list is always sent. */
  private changed(room: string): void {
    if (this.resting.has(room)) {
      this.resting.set(room, true)
      return
    }
    this.say(room)
    this.resting.set(room, false)
    setTimeout(() => {
      const changed = this.resting.get(room)
      this.resting.delete(room)
      if (changed) this.changed(room)
    }, TYPING_EVERY_MS).unref()
  }

  private say(room: string): void {
    if (this.rooms.has(room)) this.publishedAt.set(room, performance.now())
    else this.publishedAt.delete(room)
    const users = [...this.rooms.get(room)?.values() ?? []].slice(0, TYPING_SHOWN_MAX).map(({ user }) => user)
    this.publish(room, users)
  }

  private expire(): void {
    const now = performance.now()
    for (const [room, writers] of this.rooms) {
      const before = writers.size
      for (const [id, { until }] of writers) if (until <= now) writers.delete(id)
      if (writers.size === 0) this.rooms.delete(room)
      if (writers.size !== before) this.changed(room)
    }
    if (this.rooms.size === 0) this.close()
  }
}
