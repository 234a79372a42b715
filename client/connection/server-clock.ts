/** One reading of the server's clock. */
export interface ClockReading {
  /** Time of the server's clock, Unix ms. */
  readonly server: number
  /** Time of this device's clock when the answer arrived, Unix ms. */
  readonly device: number
  /** ms between question and answer. The server read its clock somewhere within. */
  readonly roundTripMs: number
}

/**
 * How far the server's clock is ahead of this device's, in ms (negative: behind). A known offset stays if the reading
 * allows it, so that times on the screen don't move with each answer. Otherwise the middle of the allowed range is
 * taken.
 */
export function serverOffset(known: number | null, { server, device, roundTripMs }: ClockReading): number {
  const least = server - device
  const most = least + roundTripMs
  if (known !== null && known >= least && known <= most) return known
  return Math.round((least + most) / 2)
}
