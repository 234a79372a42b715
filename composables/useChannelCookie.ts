/** One day, in seconds: as long as the plain wire's clients keep their choice. */
const CHANNEL_MAX_AGE_S = 60 * 60 * 24

const CHANNEL = /(?:^|;\s*)channel=([\w-]+)/

export interface ChannelCookie {
  get(): string | null
  set(room: string): void
}

/**
 * The `channel` cookie: which tab is open. Its value is the bare room id, since clients of the plain wire read it too;
 * an id needs no escaping. Without Nuxt's own cookies: the first page would be four kilobytes larger.
 */
export function useChannelCookie(): ChannelCookie {
  const { cookie: sent } = useRequestHeaders(['cookie'])
  return {
    get: () => CHANNEL.exec((import.meta.server ? sent : document.cookie) ?? '')?.[1] ?? null,
    set(room) {
      document.cookie = `channel=${room}; Max-Age=${CHANNEL_MAX_AGE_S}; Path=/; SameSite=Lax`
    },
  }
}
