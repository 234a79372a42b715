export type Allowance = { readonly allowed: true } | Refusal

export interface Refusal {
  readonly allowed: false
  /** The address or user whose limit is used up. */
  readonly whose: 'sender' | 'address'
  readonly retryAfterMs: number
}

/**
 * Limits how fast one sender may send, over all connections, and how fast all senders of one address together. Sessions
 * are free, so a per-sender limit alone is bypassed by opening more. With Redis both count over all processes.
 */
export interface SendLimit {
  /**
   * Consumes one message of the sender's limit and one of the address's (an `addressKey`). Never rejects: if the shared
   * counter can't be reached, this process counts alone.
   */
  take(sender: string, address: string): Promise<Allowance>
  close(): Promise<void>
}
