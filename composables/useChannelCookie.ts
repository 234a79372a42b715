import type { Ref } from 'vue'

/** One day, in seconds: as long as clients of the plain wire keep their choice. */
const CHANNEL_MAX_AGE_S = 60 * 60 * 24

/**
 * The `channel` cookie: the open tab. Its value is the bare room id, since clients of the plain wire read it too. An id
 * needs no escaping.
 */
export function useChannelCookie(): Ref<string | null> {
  return useCookie<string | null>('channel', {
    maxAge: CHANNEL_MAX_AGE_S,
    sameSite: 'lax',
    default: () => null,
    encode: value => value ?? '',
    decode: value => value,
  })
}
