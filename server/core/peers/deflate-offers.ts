/** The client asks the server to compress with a small window. */
const SERVER_WINDOW = 'server_max_window_bits'

/**
 * The offers of a `Sec-WebSocket-Extensions` header that the server can accept. `ws` would agree to any window of the
 * server. But shared frames use the largest window, and a client that was promised a smaller one could not inflate
 * them.
 * @returns undefined if no offer is left
 */
export function offersToTake(header: string | undefined): string | undefined {
  const offers = header
    ?.split(',')
    .filter(offer => !offer.split(';').some(parameter => parameter.split('=')[0]?.trim() === SERVER_WINDOW))
  return offers?.join(',').trim() || undefined
}
