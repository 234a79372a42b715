import type { Writable } from 'node:stream'

declare module 'ws' {
  /** The parser of frames. `ws` exports it; its types do not. Used by tests to read frames as a client does. */
  class Receiver extends Writable {
    constructor(options?: { isServer?: boolean })
  }
}
