import type { Bus } from '../core/bus/bus'
import type { Connections } from '../core/peers/connections'
import type { SignIns } from '../domain/people/sign-ins'
import { SIGN_INS_CHECKED_EVERY_MS } from '../platform/limits/server-limits'

export interface SignInsWatch {
  readonly connections: Pick<Connections, 'signIns' | 'endSignIns' | 'userOf'>
  readonly signIns: Pick<SignIns, 'ended' | 'forget'>
  readonly bus: Pick<Bus, 'state'>
}

/**
 * Ends connections whose sign-in ended while the bus could not say so: asked of the database again and again, in one
 * query for all connections. Without other processes there is nobody to miss.
 * @returns how to stop
 */
export function watchSignIns({ connections, signIns, bus }: SignInsWatch, everyMs = SIGN_INS_CHECKED_EVERY_MS): () => void {
  if (bus.state().kind === 'memory') return () => {}
  let wasDown = false

  async function check(): Promise<void> {
    const isDown = !bus.state().connected
    // Once more after the bus is back: the last end may have been said just before.
    if (!isDown && !wasDown) return
    wasDown = isDown
    const ids = connections.signIns()
    if (ids.length === 0) return
    for (const id of await signIns.ended(ids)) {
      signIns.forget(id)
      const user = connections.userOf(id)
      if (user !== null) connections.endSignIns(user, [id])
    }
  }

  const timer = setInterval(() => void check().catch(() => {}), everyMs).unref()
  return () => clearInterval(timer)
}
