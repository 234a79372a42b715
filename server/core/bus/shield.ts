import type { BusHandlers } from './bus'

/** The same handlers, except that their errors are reported. An error must not end the delivery of later messages. */
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
    external: guard((room, text) => handlers.external(room, text)),
    control: guard(message => handlers.control(message)),
    onConnected: guard(() => handlers.onConnected()),
  }
}
