/**
 * Everything that the client needs from outside. A browser provides the real things, a test its own, so that every run
 * of the client can be repeated exactly.
 */

/** Ends or undoes what the call that returned it began. Calling it twice is harmless. */
export type Cancel = () => void

export interface Clock {
  /** Unix ms of the device's clock. The user may set that clock at any time, so no duration is measured by it. */
  now(): number
  /** ms of a monotonic clock: all waits and deadlines are measured by it. */
  elapsed(): number
  /** Runs `run` once, after `ms`. */
  after(ms: number, run: () => void): Cancel
}

/** The used part of a WebSocket: browsers' own and the `ws` package's both fit. */
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
  /** The page is visible again: shown, or restored from the browser's cache. */
  wake(): void
  /** The page was hidden. This may be the last event that it gets. */
  hide(): void
}

/** What the browser knows about the network and the page. */
export interface Signals {
  online(): boolean
  listen(listeners: SignalListeners): Cancel
}

export interface AttentionListeners {
  /** The user did something with the page. */
  used(): void
  shown(): void
  hidden(): void
}

/** What the browser knows about the user's attention. */
export interface Attention {
  visible(): boolean
  listen(listeners: AttentionListeners): Cancel
}

/** Small values that outlive the page, and that the user's other tabs see at once. */
export interface SharedValues {
  get(key: string): string | null
  set(key: string, value: string): void
  /** Reports the key that another tab wrote; null if it cleared all. */
  listen(changed: (key: string | null) => void): Cancel
}

/** Notifies the user's other tabs that something in the store changed. */
export interface Hints {
  post(): void
  listen(hinted: () => void): Cancel
}

/** Locks between tabs: one tab at a time holds each. */
export interface Locks {
  /**
   * Waits for the lock of this name. `lost` is called when another tab took it over.
   * The returned function releases the lock, or stops waiting for it.
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

/** For a program without a page: always active. */
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

/** Locks for a single tab, or where tabs can't be coordinated: the log takes each client id once anyway. */
export const ownLocks: Locks = {
  take(_name, on) {
    on.got()
    return () => {}
  },
}
