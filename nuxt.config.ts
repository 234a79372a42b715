import { fileURLToPath } from 'node:url'
import threadPlugin from './scripts/rollup-thread'
import vantIconsPlugin from './scripts/vite-vant-icons'

const ownServerCode = fileURLToPath(new URL('./server/utils/', import.meta.url))

export default defineNuxtConfig({
  modules: [
    '@nuxt/eslint',
    '@nuxtjs/color-mode',
    '@nuxtjs/i18n',
    '@vant/nuxt',
    'nuxt-auth-utils',
    'nuxt-security',
  ],

  // Beside the components live the pure helpers they are built from; only `.vue` files are components.
  components: [{ path: '~/components', extensions: ['vue'] }],

  // Nested folders of composables/ hold plain modules that are imported by name; only its top level is auto-imported.
  imports: { dirs: ['composables/*.ts'] },

  devtools: { enabled: false },

  app: {
    head: {
      viewport: 'width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content',
      title: 'Parley',
      meta: [
        // The colours of `--color-surface`, light and dark (assets/css/tokens.css).
        { name: 'theme-color', content: '#ffffff', media: '(prefers-color-scheme: light)' },
        { name: 'theme-color', content: '#151d1c', media: '(prefers-color-scheme: dark)' },
      ],
      link: [
        { rel: 'icon', type: 'image/png', sizes: '48x48', href: '/favicon.png' },
        { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' },
        { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
      ],
    },
  },

  css: ['~/assets/css/tokens.css', '~/assets/css/base.css', '~/assets/css/avatars.css'],

  unhead: { legacy: false },

  colorMode: { classPrefix: 'van-theme-', classSuffix: '', preference: 'system', fallback: 'light', storageKey: 'parley-theme' },

  runtimeConfig: {
    // The password comes from SESSION_SECRET or DATA_DIR when the server starts (server/plugins).
    session: { name: 'parley-session', password: '', maxAge: 60 * 60 * 24 * 365, sessionHeader: false, cookie: { sameSite: 'lax' } },
  },

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
    compressPublicAssets: { gzip: true, brotli: true },
    // Our own server code is imported by name, so that a reader and the dead-code check see what is used where.
    imports: { dirsScanOptions: { fileFilter: file => !file.startsWith(ownServerCode) } },
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
    plugins: [vantIconsPlugin()],
    // Nothing here, Vant included, is written with Vue's options API.
    define: { __VUE_OPTIONS_API__: 'false' },
    // Found only when the first page is open; without this the dev server would reload it.
    optimizeDeps: { include: ['@vueuse/core', 'zod/mini', 'nanoid', 'idb', 'linkifyjs'] },
    // Slower than the default, and some kilobytes smaller.
    build: { minify: 'terser', terserOptions: { compress: { passes: 3, ecma: 2020, pure_getters: true, unsafe_arrows: true }, ecma: 2020 } },
  },

  typescript: {
    strict: true,
    tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true, noImplicitOverride: true } },
  },

  telemetry: false,

  hooks: {
    // Set here and not under `nitro`: the session module would see it there and seal a cookie into every answer, assets included.
    'nitro:config': (config) => {
      config.experimental = { ...config.experimental, websocket: true }
    },
  },

  auth: { loadStrategy: 'none' },

  eslint: { config: { stylistic: true } },

  i18n: {
    strategy: 'no_prefix',
    defaultLocale: 'en',
    locales: [
      { code: 'en', language: 'en', name: 'English', file: 'en.json' },
      { code: 'zh', language: 'zh-CN', name: '中文', file: 'zh.json' },
    ],
    detectBrowserLanguage: { useCookie: true, cookieKey: 'parley-language' },
    // Messages are used by functions alone, so the components are not shipped.
    bundle: { fullInstall: false },
  },

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
        'font-src': ['\'self\'', 'data:'],
        'form-action': ['\'self\''],
        'frame-ancestors': ['\'none\''],
        'img-src': ['\'self\'', 'data:'],
        'object-src': ['\'none\''],
        'script-src': ['\'self\'', '\'strict-dynamic\'', '\'nonce-{{nonce}}\''],
        'script-src-attr': ['\'none\''],
        'style-src': ['\'self\'', '\'unsafe-inline\''],
        'upgrade-insecure-requests': false,
      },
      strictTransportSecurity: false,
      crossOriginEmbedderPolicy: false,
    },
  },
})
