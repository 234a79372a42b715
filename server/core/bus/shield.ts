import type { BusHandlers } from './bus'

/** The same handlers, except that what they throw is reported instead of ending the delivery of everything after it. */
export function shieldHandlers(handlers: BusHandlers, onThrow: (error: unknown) => void): BusHandlers {
  function guard<A extends unknown[]>(handler: (...args: A) => void) {
    return (...args: A) => {
      try {
        handler(...args)
      }
      catch (error) {
        onThrow(error)
      }
    }
  }
  return {
    events: guard((room, events) => handlers.events(room, events)),
    live: guard((room, text) => handlers.live(room, text)),
    control: guard(message => handlers.control(message)),
    up: guard(() => handlers.up()),
  }
}
