export type Allowance = { readonly allowed: true } | Refusal

export interface Refusal {
  readonly allowed: false
  /** Whose allowance is used up. */
  readonly whose: 'sender' | 'address'
  readonly retryAfterMs: number
}

/**
 * How fast one sender may send, over all their connections, and how fast all senders of one address together: whoever asks for a session is a
 * sender, so without the second anybody could be many. With Redis both count over all processes.
 */
export interface SendLimit {
  /**
   * Takes one message of the sender's allowance and one of their address's (in the sense of `addressKey`). Never rejects: when the shared counter
   * can't be reached, this process counts alone.
   */
  take(sender: string, address: string): Promise<Allowance>
  close(): Promise<void>
}
