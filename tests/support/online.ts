import { expect } from 'vitest'
import type { ParleyClient } from './parley-client'
import { waitFor } from './wait-for'

/** Waits until the client's last online count of a room is this number. */
export function expectOnline(client: ParleyClient, room: string, online: number): Promise<void> {
  return waitFor(async () => {
    const told = client.events.flatMap(event =>
      (event.type === 'joined' || event.type === 'presence') && event.room === room ? [event.online] : [],
    )
    expect(told.at(-1)).toBe(online)
  }, { timeoutMs: 10_000 })
}
