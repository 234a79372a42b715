import type { Trouble } from '../../platform/redis/trouble'

type Listener = (room: string, online: number) => void

/** The last number that was told about each room, and those who want to be told the next. A room nobody was told about stands at 0. */
export interface Readings {
  onChange(listener: Listener): void
  last(room: string): number
  /** Gives somebody this number ahead of the others. Gives it back. */
  handOut(room: string, online: number): number
  /** Tells the listeners, unless everybody has this number already. */
  settle(room: string, online: number): void
  forget(room: string): void
}

export function createReadings(trouble: Pick<Trouble, 'report'>): Readings {
  const told = new Map<string, number>()
  /** Rooms of which somebody was given another number than the others: they need to hear the next one even when it is the old one. */
  const strayed = new Set<string>()
  const listeners: Listener[] = []

  function tell(room: string, online: number) {
    for (const listener of listeners) {
      try {
        listener(room, online)
      }
      catch (error) {
        trouble.report('presence listener', error)
      }
    }
  }

  const last = (room: string) => told.get(room) ?? 0

  return {
    onChange: listener => void listeners.push(listener),
    last,
    handOut(room, online) {
      if (online !== last(room)) strayed.add(room)
      return online
    },
    settle(room, online) {
      const changed = strayed.delete(room) || online !== last(room)
      if (online === 0) told.delete(room)
      else told.set(room, online)
      if (changed) tell(room, online)
    },
    forget(room) {
      told.delete(room)
      strayed.delete(room)
    },
  }
}
