/**
 * What the client needs from the world around it. A browser gives the real things, a test gives its own, so that every run of
 * the client can be repeated exactly.
 */

/** Ends or undoes what the call that gave it began. Calling it twice is harmless. */
export type Cancel = () => void

export interface Clock {
  /** Unix ms, as the device shows it. A person may set it at any time, so no duration is measured by it. */
  now(): number
  /** Ms since some moment. Nobody can set it: all waits and deadlines are measured by it. */
  elapsed(): number
  /** Runs `run` once, after `ms`. */
  after(ms: number, run: () => void): Cancel
}

/** The part of a WebSocket that is used: browsers' own and the `ws` package's both fit. */
export interface WebSocketLike {
  addEventListener(type: 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number }) => void): void
  send(data: string): void
  close(code?: number): void
}

export interface SignalListeners {
  online(): void
  offline(): void
  /** The page is seen again: shown, or brought back from the browser's cache. */
  wake(): void
  /** The page goes out of sight; it may be the last that it hears. */
  hide(): void
}

/** What the browser says about the network and the page. */
export interface Signals {
  online(): boolean
  listen(listeners: SignalListeners): Cancel
}

export interface AttentionListeners {
  /** The person did something with the page. */
  used(): void
  shown(): void
  hidden(): void
}

/** What the browser says about the person in front of the page. */
export interface Attention {
  visible(): boolean
  listen(listeners: AttentionListeners): Cancel
}

/** Small values that outlive the page and are seen by the person's other tabs at once. */
export interface SharedValues {
  get(key: string): string | null
  set(key: string, value: string): void
  /** Tells which key another tab wrote; null when it cleared all. */
  listen(changed: (key: string | null) => void): Cancel
}

/** Says to the person's other tabs that something in the store changed. */
export interface Hints {
  post(): void
  listen(hinted: () => void): Cancel
}

/** Lets one tab at a time do something. */
export interface Turns {
  /**
   * Waits for the turn of this name. `lost` is called when another tab took it over.
   * The answer gives the turn back, or stops waiting for it.
   */
  take(name: string, on: { got(): void, lost(): void }): Cancel
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** For a program without a page: always online, never hidden. */
export const steadySignals: Signals = { online: () => true, listen: () => () => {} }

/** For a program without a page: it is always at work. */
export const steadyAttention: Attention = { visible: () => true, listen: () => () => {} }

/** Values that live as long as the client. */
export function memoryValues(): SharedValues {
  const values = new Map<string, string>()
  return {
    get: key => values.get(key) ?? null,
    set: (key, value) => void values.set(key, value),
    listen: () => () => {},
  }
}

export const noHints: Hints = { post: () => {}, listen: () => () => {} }

/** Where nobody else can be, or where nobody can be asked: the log takes each client id once anyway. */
export const ownTurns: Turns = {
  take(_name, on) {
    on.got()
    return () => {}
  },
}
