/** The kind of a Redis channel. */
export type Source = { readonly kind: 'events' | 'external', readonly room: string } | { readonly kind: 'control' }

export interface Channels {
  /** Carries Parley's events of a room. */
  events(room: string): string
  /** Carries bare publishes of other Redis clients. Named exactly like the room. */
  external(room: string): string
  readonly control: string
  source(channel: string): Source
}

/** Names of the Redis channels. Parley's own channels contain a colon and room ids do not, so the two can't collide. */
export function createChannels(prefix: string): Channels {
  const rooms = `${prefix}:room:`
  const control = `${prefix}:control`
  return {
    events: room => rooms + room,
    external: room => room,
    control,
    source(channel) {
      if (channel === control) return { kind: 'control' }
      return channel.startsWith(rooms)
        ? { kind: 'events', room: channel.slice(rooms.length) }
        : { kind: 'external', room: channel }
    },
  }
}
