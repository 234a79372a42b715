import { addressKey } from './address-key'

export interface ConnectionCaps {
  /** Counts a new connection. `address`: the address has too many. `total`: the process is full. Neither is counted. */
  take(address: string): 'ok' | 'address' | 'total'
  /** Releases a connection that ended. Call it once for each `ok`. */
  release(address: string): void
}

export interface ConnectionCapsOptions {
  /** Most connections of one address (an `addressKey`). */
  readonly perAddress: number
  /** Most connections of the process. */
  readonly total: number
}

/** Counts the open connections of this process. Addresses without a connection take no memory. */
export function createConnectionCaps({ perAddress, total }: ConnectionCapsOptions): ConnectionCaps {
  const open = new Map<string, number>()
  let all = 0
  return {
    take(address) {
      const key = addressKey(address)
      const count = open.get(key) ?? 0
      if (count >= perAddress) return 'address'
      if (all >= total) return 'total'
      open.set(key, count + 1)
      all++
      return 'ok'
    },
    release(address) {
      const key = addressKey(address)
      const count = open.get(key)
      if (!count) return
      if (count === 1) open.delete(key)
      else open.set(key, count - 1)
      all--
    },
  }
}
