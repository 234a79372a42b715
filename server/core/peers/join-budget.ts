import type { AddressRates } from '../../platform/limits/address-rates/address-rates'
import { ByteBudget } from '../../platform/limits/byte-budget'
import { rateLimited } from '../../platform/limits/consume'
import { JOIN_WAIT_MAX_MS, PEER_JOIN_BYTES, PEER_JOIN_WINDOW_MS } from '../../platform/limits/server-limits'

/**
 * The joins of one connection are paid for by the bytes they are answered, by the connection and by its address. First
 * ones cost the connection nothing: they are always answered, at most `JOIN_WAIT_MAX_MS` later.
 */
export class JoinBudget {
  private repeated: ByteBudget | null = null

  constructor(private readonly rates: Pick<AddressRates, 'consume'>, private readonly address: string) {}

  /**
   * How long a join has to wait before it is answered.
   * @throws ParleyError when that is too long for a repeated one
   */
  waitMs(isFirst: boolean): number {
    const ms = Math.max(isFirst ? 0 : this.repeated?.waitMs() ?? 0, this.rates.consume('bytes', this.address, 0))
    if (ms > JOIN_WAIT_MAX_MS && !isFirst) throw rateLimited('Joins asked for too much at once.', 'join again', ms)
    return Math.min(ms, JOIN_WAIT_MAX_MS)
  }

  /** Takes what a join was answered. */
  pay(isFirst: boolean, bytes: number): void {
    this.rates.consume('bytes', this.address, bytes)
    if (!isFirst) (this.repeated ??= new ByteBudget(PEER_JOIN_BYTES, PEER_JOIN_WINDOW_MS)).take(bytes)
  }
}
