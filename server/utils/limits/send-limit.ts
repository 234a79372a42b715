export type Allowance = { readonly allowed: true } | { readonly allowed: false, readonly retryAfterMs: number }

/** How fast one sender may send, over all their connections (and over all processes, with Redis). */
export interface SendLimit {
  /** Takes one message of the sender's allowance. Never rejects: when the shared counter can't be reached, this process counts alone. */
  take(sender: string): Promise<Allowance>
  close(): Promise<void>
}
