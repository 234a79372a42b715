import { fileURLToPath } from 'node:url'
import threadPlugin from './scripts/rollup-thread'
import { THEME_COLOR, THEME_SCRIPT } from './shared/theme'
import noIconFontPlugin from './scripts/vite-no-icon-font'

const chatPage = fileURLToPath(new URL('./pages/index.vue', import.meta.url))

/** The program of the build: the app on a server of our own. */
const entry = fileURLToPath(new URL('./server/entry.ts', import.meta.url))

/** Answers errors without the renderer. */
const errorHandler = fileURLToPath(new URL('./server/error-handler.ts', import.meta.url))

export default defineNuxtConfig({
  modules: [
    '@nuxt/eslint',
    '@vant/nuxt',
    'nuxt-security',
  ],

  // Beside the components live the pure helpers they are built from; only `.vue` files are components.
  components: [{ path: '~/components', extensions: ['vue'] }],

  devtools: { enabled: false },

  app: {
    head: {
      viewport: 'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content',
      title: 'Parley',
      meta: [
        { name: 'theme-color', content: THEME_COLOR.light, media: '(prefers-color-scheme: light)' },
        { name: 'theme-color', content: THEME_COLOR.dark, media: '(prefers-color-scheme: dark)' },
      ],
      script: [{ innerHTML: THEME_SCRIPT }],
      link: [
        { rel: 'icon', type: 'image/png', sizes: '48x48', href: '/favicon.png' },
        { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' },
        { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
      ],
    },
  },

  css: ['~/assets/css/emoji.css', '~/assets/css/tokens.css', '~/assets/css/base.css', '~/assets/css/avatars.css'],

  unhead: { legacy: false },

  // Style sheets as files: they are cached.
  features: { inlineStyles: false },

  // What a single page has no use for is not shipped to it.
  experimental: {
    appManifest: false,
    checkOutdatedBuildInterval: false,
    payloadExtraction: false,
    navigationRepaint: false,
    restoreState: false,
    renderJsonPayloads: false,
  },

  compatibilityDate: '2026-11-01',

  nitro: {
    experimental: { websocket: true },
    compressPublicAssets: { gzip: true, brotli: true },
    rollupConfig: {
      plugins: [threadPlugin()],
      onwarn(warning, warn) {
        // Comments in zod that rollup does not take for annotations, which they are not; circles within packages are theirs.
        if (warning.code === 'INVALID_ANNOTATION' && warning.id?.includes('/zod/')) return
        if (warning.code !== 'CIRCULAR_DEPENDENCY' && warning.code !== 'EVAL') warn(warning)
      },
    },
    // Bundled, so that what is not used of it (its messages in fifty languages) is not loaded.
    externals: { inline: ['zod'] },
  },

  vite: {
    plugins: [noIconFontPlugin()],
    // Found only when the first page is open; without this the dev server would reload it.
    optimizeDeps: { include: ['@vueuse/core', 'zod/mini', 'nanoid', 'idb', 'linkifyjs'] },
    // Nothing here is written in the Options API: leaving it out makes the first page lighter.
    vue: { features: { optionsAPI: false } },
    // A tenth smaller than esbuild's.
    build: { minify: 'terser', terserOptions: { compress: { passes: 2 }, module: true } },
  },

  typescript: {
    strict: true,
    tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true, noImplicitOverride: true } },
  },

  telemetry: false,

  hooks: {
    // Each room has an address. It is the same page as `/` and stays mounted from one to the other (`page-key` in app.vue).
    'pages:extend': pages => void pages.push({ name: 'room', path: '/r/:room([\\w-]{1,64})', file: chatPage }),
    'nitro:config': (config) => {
      // `npm run dev` has a server of Nitro's own, which reloads.
      if (!config.dev) Object.assign(config, { entry, errorHandler })
    },
  },

  eslint: { config: { stylistic: true } },

  security: {
    // Limits, checks of input and CORS are the handlers' own (they also cover the WebSocket, which this module never sees).
    rateLimiter: false,
    requestSizeLimiter: false,
    xssValidator: false,
    corsHandler: false,
    headers: {
      contentSecurityPolicy: {
        'default-src': ['\'self\''],
        'base-uri': ['\'none\''],
        'connect-src': ['\'self\''],
        'font-src': ['\'self\''],
        // A form sent before the page's program takes it over would load the page anew, without what was typed.
        'form-action': ['\'none\''],
        'frame-ancestors': ['\'none\''],
        'img-src': ['\'self\'', 'data:'],
        'object-src': ['\'none\''],
        'script-src': ['\'self\'', '\'strict-dynamic\'', '\'nonce-{{nonce}}\''],
        'script-src-attr': ['\'none\''],
        'style-src': ['\'self\'', '\'unsafe-inline\''],
        'upgrade-insecure-requests': false,
      },
      // These two, and the one before, only where the site is https (server/plugins/50.https.ts): by plain http they break a page, or a browser complains of them.
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      crossOriginEmbedderPolicy: false,
    },
  },
})
