import { useConfig } from '../platform/config/use-config'
import { servesHttpsOnly } from '../platform/http/https'

/**
 * Where the operator says that the site is https, browsers are told to stay with it, on this host alone: others below it are not ours to decide about. On plain http these headers would
 * break the page. They are added to those of nuxt.config.ts, in the very object that the module keeps.
 */
export default defineNitroPlugin((nitroApp) => {
  if (!servesHttpsOnly(useConfig())) return
  nitroApp.hooks.hook('nuxt-security:routeRules', (rules) => {
    const headers = rules['/**']?.headers
    if (!headers) throw new Error('nuxt-security has no headers for /**, to which those of https could be added.')
    headers.strictTransportSecurity = { maxAge: 31_536_000, includeSubdomains: false }
    headers.crossOriginOpenerPolicy = 'same-origin'
    if (headers.contentSecurityPolicy) headers.contentSecurityPolicy['upgrade-insecure-requests'] = true
  })
})
