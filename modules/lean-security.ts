import { defineNuxtModule } from 'nuxt/kit'

/**
 * Parts of nuxt-security that would run on each request for nothing: handlers of options that nuxt.config.ts turns off,
 * headers of prerendered pages (Parley has none), and the work of server/plugins/70.pages.ts.
 */
const UNUSED
  = /\/nuxt-security\/dist\/runtime\/(?:server\/middleware\/|nitro\/plugins\/(?:80-hidePoweredBy|90-prerenderedHeaders))/

/** Nuxt module: removes those parts. Each one clones its rules only to find that it is off. */
export default defineNuxtModule({
  meta: { name: 'parley-lean-security' },
  setup(_options, nuxt) {
    nuxt.hook('nitro:config', (config) => {
      config.handlers = config.handlers?.filter(entry => !UNUSED.test(entry?.handler ?? ''))
      config.plugins = config.plugins?.filter(file => !UNUSED.test(file ?? ''))
    })
  },
})
