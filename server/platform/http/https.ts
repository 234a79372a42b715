import type { Config } from '../config/schema'

/**
 * Whether this installation is reached by https alone, as its operator says with `PUBLIC_ORIGIN`. Then cookies are Secure and browsers are
 * told to stay with https; without, plain http on a local network has to work.
 */
export function servesHttpsOnly(config: Pick<Config, 'PUBLIC_ORIGIN'>): boolean {
  return config.PUBLIC_ORIGIN.length > 0 && config.PUBLIC_ORIGIN.every(origin => origin.startsWith('https://'))
}
