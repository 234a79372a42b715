/** Asks the server to compress with a small window. */
const SERVER_WINDOW = 'server_max_window_bits'

/**
 * The offers of a `Sec-WebSocket-Extensions` header that can be taken. `ws` would agree to any window for what the server sends, but the frames that all
 * receivers share are made with the largest one, and who was promised a smaller one could not inflate them.
 * @returns undefined when no offer is left
 */
export function offersToTake(header: string | undefined): string | undefined {
  const offers = header?.split(',').filter(offer => !offer.split(';').some(parameter => parameter.split('=')[0]?.trim() === SERVER_WINDOW))
  return offers?.join(',').trim() || undefined
}
