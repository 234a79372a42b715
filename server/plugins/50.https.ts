import { useConfig } from '../utils/config/use-config'
import { servesHttpsOnly } from '../utils/security/https'

/** Where the operator says that the site is https, browsers are told to stay with it, on this host alone: others below it are not ours to decide about. On plain http these headers would break the page. */
export default defineNitroPlugin((nitroApp) => {
  if (!servesHttpsOnly(useConfig())) return
  nitroApp.hooks.hook('nuxt-security:routeRules', (rules) => {
    rules['/**'] = {
      headers: {
        strictTransportSecurity: { maxAge: 31_536_000, includeSubdomains: false },
        crossOriginOpenerPolicy: 'same-origin',
        contentSecurityPolicy: { 'upgrade-insecure-requests': true },
      },
    }
  })
})
