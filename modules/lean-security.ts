import { defineNuxtModule } from 'nuxt/kit'

/**
 * Parts of nuxt-security that run on each request: handlers for options that nuxt.config.ts turns off, headers of prerendered pages, of
 * which there are none, and what server/plugins/70.pages.ts does for pages alone.
 */
const UNUSED = /\/nuxt-security\/dist\/runtime\/(?:server\/middleware\/|nitro\/plugins\/(?:80-hidePoweredBy|90-prerenderedHeaders))/

/** Nuxt module: leaves out what nuxt-security would do for a request that is no page. Each part clones its rules to find that it is off. */
export default defineNuxtModule({
  meta: { name: 'parley-lean-security' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:config', (config) => {
      config.handlers = config.handlers?.filter(entry => !UNUSED.test(entry?.handler ?? ''))
      config.plugins = config.plugins?.filter(file => !UNUSED.test(file ?? ''))
    })
  },
})
