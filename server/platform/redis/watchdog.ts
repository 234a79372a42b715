import type { Redis } from 'ioredis'

export interface WatchdogOptions {
  /** Time between two probes. */
  readonly intervalMs: number
  /** How long a link may be silent after a probe. */
  readonly deadlineMs: number
  /** Runs before the link is cut. */
  readonly onSilence: () => void
}

/** The part of an ioredis link that the watchdog needs. */
export type WatchedLink = Pick<Redis, 'status' | 'ping' | 'disconnect'>
  & { readonly stream?: { readonly bytesRead: number } }

/**
 * Cuts a link whose other end is silently gone, so that ioredis reconnects: TCP and ioredis notice it only after
 * minutes. Also watches the handshake of a new connection, which a paused server accepts and never answers.
 *
 * ioredis' own `socketTimeout` does not work: its timer outlives its connection and then ends the next, healthy one.
 * @returns a function that ends the watch
 */
export function watchLink(link: WatchedLink, { intervalMs, deadlineMs, onSilence }: WatchdogOptions): () => void {
  let deadline: NodeJS.Timeout | undefined

  function probe() {
    if (deadline || (link.status !== 'ready' && link.status !== 'connect')) return
    const { stream } = link
    const heard = stream?.bytesRead
    let answered = false
    if (link.status === 'ready') link.ping().then(() => (answered = true), () => {})

    const check = () => {
      deadline = undefined
      const sameLink = link.stream === stream && (link.status === 'ready' || link.status === 'connect')
      // A subscriber with megabytes to read is alive, although the answer to its PING comes last.
      if (answered || !sameLink || stream?.bytesRead !== heard) return
      onSilence()
      link.disconnect(true)
    }
    // One tick later, so that after a stall of this process an answer waiting in the kernel is read first.
    deadline = setTimeout(() => setImmediate(check), deadlineMs)
    deadline.unref()
  }

  const interval = setInterval(probe, intervalMs)
  interval.unref()
  return () => {
    clearInterval(interval)
    clearTimeout(deadline)
  }
}
