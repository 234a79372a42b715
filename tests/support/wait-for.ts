import { setTimeout as sleep } from 'node:timers/promises'

export interface WaitOptions {
  /** How long to go on looking. Generous: a wait that holds ends at once. */
  readonly timeoutMs?: number
  readonly intervalMs?: number
  /** What is waited for, for the error message. */
  readonly what?: string
}

/**
 * Looks again and again until `look` neither throws nor gives `false`, and gives what it gave.
 * @throws Error with the last reason, when the time has passed
 */
export async function waitFor<T>(look: () => T | Promise<T>, { timeoutMs = 10_000, intervalMs = 20, what = 'it to hold' }: WaitOptions = {}): Promise<T> {
  const deadline = performance.now() + timeoutMs
  let reason: unknown = 'it was false'
  do {
    try {
      const value = await look()
      if (value !== false) return value
      reason = 'it was false'
    }
    catch (error) {
      reason = error
    }
    await sleep(intervalMs)
  } while (performance.now() < deadline)
  throw new Error(`Waited ${timeoutMs} ms for ${what}; the last time: ${reason instanceof Error ? reason.message : String(reason)}`, { cause: reason })
}

/**
 * Gives what the promise gives, or throws when that takes too long.
 * @param what what is waited for, for the error message
 */
export async function within<T>(promise: Promise<T>, timeoutMs: number, what: string): Promise<T> {
  const timer = new AbortController()
  const late = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Waited ${timeoutMs} ms for ${what}.`)
  })
  try {
    return await Promise.race([promise, late])
  }
  finally {
    timer.abort()
    late.catch(() => {}) // The abort itself.
  }
}
