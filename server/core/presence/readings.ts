import type { Trouble } from '../../platform/redis/trouble'

type Listener = (room: string, online: number) => void

/** The last published number of each room, and the listeners for the next one. A room without a number counts as 0. */
export interface Readings {
  onChange(listener: Listener): void
  last(room: string): number
  /** Gives a client this number before the listeners get it, and returns it. */
  handOut(room: string, online: number): number
  /** Publishes the number, unless every client has it already. */
  settle(room: string, online: number): void
  forget(room: string): void
}

export function createReadings(trouble: Pick<Trouble, 'report'>): Readings {
  const published = new Map<string, number>()
  /** Rooms where one client got a fresher count: publish the next value even if it is unchanged. */
  const strayed = new Set<string>()
  const listeners: Listener[] = []

  function notify(room: string, online: number) {
    for (const listener of listeners) {
      try {
        listener(room, online)
      }
      catch (error) {
        trouble.report('presence listener', error)
      }
    }
  }

  const last = (room: string) => published.get(room) ?? 0

  return {
    onChange: listener => void listeners.push(listener),
    last,
    handOut(room, online) {
      if (online !== last(room)) strayed.add(room)
      return online
    },
    settle(room, online) {
      const changed = strayed.delete(room) || online !== last(room)
      if (online === 0) published.delete(room)
      else published.set(room, online)
      if (changed) notify(room, online)
    },
    forget(room) {
      published.delete(room)
      strayed.delete(room)
    },
  }
}
