import cluster from 'node:cluster'
import * as z from 'zod/mini'
import { PERMIT_WAIT_MAX_MS } from '../../platform/limits/server-limits'
import { FREE, type Permits } from './permits'

/** Messages of the primary process to its workers (scripts/lib/cluster/permits.mjs). */
const messageSchema = z.object({ type: z.enum(['parley:permits:shared', 'parley:permits:granted']) })

/** The connection to the primary process. */
export interface Primary {
  on(event: 'message', listener: (message: unknown) => void): unknown
  send(message: { readonly type: string }): unknown
  isConnected(): boolean
}

/**
 * Limits how many workers write to large rooms at a time, where the machine has fewer cores than workers plus one. In
 * parallel all finish late; one by one, the last is no later and the others are earlier. Messages that come meanwhile
 * join a batch that has not begun, and small rooms find a free core.
 */
export class ClusterPermits implements Permits {
  /** Whether the primary process has said that it grants permits. A primary of another program does not know them. */
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
