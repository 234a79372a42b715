/** One look at the server's clock. */
export interface ClockReading {
  /** What the server said its clock showed, Unix ms. */
  readonly server: number
  /** What this device's clock showed when that arrived, Unix ms. */
  readonly device: number
  /** Ms between the question and the answer. The server read its clock somewhere within. */
  readonly roundTripMs: number
}

/**
 * How far the server's clock is ahead of this device's, in ms (negative: behind). A known offset that the reading allows stays,
 * so that times on the screen don't move with each answer. Otherwise the middle of what the reading allows is taken.
 */
export function serverOffset(known: number | null, { server, device, roundTripMs }: ClockReading): number {
  const least = server - device
  const most = least + roundTripMs
  if (known !== null && known >= least && known <= most) return known
  return Math.round((least + most) / 2)
}
