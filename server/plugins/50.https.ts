import { useConfig } from '../platform/config/use-config'
import { servesHttpsOnly } from '../platform/http/https'

/**
 * Adds headers that keep browsers on https, if all of `PUBLIC_ORIGIN` is https. They apply to this host only; its
 * subdomains may serve other sites. On plain http they would break the page. nuxt-security reads this same object.
 */
export default defineNitroPlugin((nitroApp) => {
  if (!servesHttpsOnly(useConfig())) return
  nitroApp.hooks.hook('nuxt-security:routeRules', (rules) => {
    const headers = rules['/**']?.headers
    if (!headers) throw new Error('nuxt-security has no headers for /**. Check security.headers in nuxt.config.ts.')
    headers.strictTransportSecurity = { maxAge: 31_536_000, includeSubdomains: false }
    headers.crossOriginOpenerPolicy = 'same-origin'
    if (headers.contentSecurityPolicy) headers.contentSecurityPolicy['upgrade-insecure-requests'] = true
  })
})
