import { setTimeout as sleep } from 'node:timers/promises'

export interface WaitOptions {
  /** Longest wait. Generous: a fulfilled wait ends at once. */
  readonly timeoutMs?: number
  readonly intervalMs?: number
  /** Name of the condition, for the error message. */
  readonly what?: string
}

/**
 * Calls `look` again and again until it neither throws nor returns `false`, and returns its result.
 * @throws Error with the last reason after the time is up
 */
export async function waitFor<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 10_000, intervalMs = 20, what = 'it to hold' }: WaitOptions = {},
): Promise<T> {
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
  throw new Error(
    `Waited ${timeoutMs} ms for ${what}; the last time: ${reason instanceof Error ? reason.message : String(reason)}`,
    { cause: reason },
  )
}

/**
 * Returns the promise's result, or throws after the time is up.
 * @param what name of the condition, for the error message
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
