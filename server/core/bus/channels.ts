/** What arrives on a Redis channel. */
export type Source = { readonly kind: 'events' | 'live', readonly room: string } | { readonly kind: 'control' }

export interface Channels {
  /** Parley's own events of a room. */
  events(room: string): string
  /** What any other Redis client publishes for a room: the channel is named exactly like it. */
  live(room: string): string
  readonly control: string
  source(channel: string): Source
}

/** Names of the Redis channels. A room id has no colon and Parley's own channels have, so the two kinds can't be confused. */
export function createChannels(prefix: string): Channels {
  const rooms = `${prefix}:room:`
  const control = `${prefix}:control`
  return {
    events: room => rooms + room,
    live: room => room,
    control,
    source(channel) {
      if (channel === control) return { kind: 'control' }
      return channel.startsWith(rooms) ? { kind: 'events', room: channel.slice(rooms.length) } : { kind: 'live', room: channel }
    },
  }
}
