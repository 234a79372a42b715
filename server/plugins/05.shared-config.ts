/**
 * Gives each request the configuration that all requests share. Without it `useRuntimeConfig(event)` clones the configuration and looks up an
 * environment variable per key. @nuxtjs/i18n calls it on each request, whatever the route: 0.85 ms of a core, 85 % of a `POST /send/`.
 * The clone protects requests that change their configuration. None here does, and the shared one is frozen.
 */
export default defineNitroPlugin((nitroApp) => {
  const shared = useRuntimeConfig()
  // This hook must run before that of @nuxtjs/i18n, which registers its own later, after reading its storage.
  nitroApp.hooks.hook('request', (event) => {
    event.context.nitro.runtimeConfig = shared
  })
})
