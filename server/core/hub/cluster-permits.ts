import cluster from 'node:cluster'
import * as z from 'zod/mini'
import { PERMIT_WAIT_MAX_MS } from '../../platform/limits/server-limits'
import { FREE, type Permits } from './permits'

/** What the primary process says to its workers (scripts/lib/cluster/permits.mjs). */
const messageSchema = z.object({ type: z.enum(['parley:permits:shared', 'parley:permits:granted']) })

/** The way to the primary process. */
export interface Primary {
  on(event: 'message', listener: (message: unknown) => void): unknown
  send(message: { readonly type: string }): unknown
  isConnected(): boolean
}

/**
 * Where there is not a core for each worker and one more, large rooms are written by fewer at a time. All at once they would share the cores
 * and all be done as late as the last; in turn, the last is as late and the others are earlier, what comes meanwhile is gathered instead of waiting for
 * a turn that is half done, and what is small finds a core.
 */
export class ClusterPermits implements Permits {
  /** Until the primary process has said that it gives permits: another's primary knows nothing of them. */
  private shared = false
  private waiting: (() => void) | null = null
  private timer: NodeJS.Timeout | undefined

  constructor(private readonly primary: Primary) {
    primary.on('message', (value: unknown) => {
      const { success, data } = messageSchema.safeParse(value)
      if (!success) return
      if (data.type === 'parley:permits:granted') this.granted()
      else this.shared = true
    })
    this.say('hello')
  }

  ask(grant: () => void): void {
    if (!this.shared || !this.primary.isConnected()) return grant()
    this.waiting = grant
    this.timer = setTimeout(() => this.granted(), PERMIT_WAIT_MAX_MS)
    this.say('ask')
  }

  release(): void {
    if (this.shared) this.say('release')
  }

  private granted(): void {
    clearTimeout(this.timer)
    const grant = this.waiting
    this.waiting = null
    grant?.()
  }

  private say(what: 'hello' | 'ask' | 'release'): void {
    if (this.primary.isConnected()) this.primary.send({ type: `parley:permits:${what}` })
  }
}

export function createPermits(): Permits {
  return cluster.worker ? new ClusterPermits(cluster.worker) : FREE
}
