import type { Config } from '../config/schema'

/**
 * Whether all of `PUBLIC_ORIGIN` is https. Then cookies are Secure and browsers stay with https (HSTS). Otherwise plain
 * http on a local network must work.
 */
export function servesHttpsOnly(config: Pick<Config, 'PUBLIC_ORIGIN'>): boolean {
  return config.PUBLIC_ORIGIN.length > 0 && config.PUBLIC_ORIGIN.every(origin => origin.startsWith('https://'))
}
