import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { clientChunks } from './scripts/client-chunks'
import { LATER_PARTS, LIST_PARTS } from './scripts/later-parts'
import threadPlugin from './scripts/rollup-thread'
import { RELEASE_SCRIPT } from './shared/release'
import { THEME_COLOR, THEME_SCRIPT } from './shared/theme'
import noIconFontPlugin from './scripts/vite-no-icon-font'

const chatPage = fileURLToPath(new URL('./pages/index.vue', import.meta.url))

/** A source file, as Vite names it. */
const source = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The program of the build: the app on a server of our own. */
const entry = fileURLToPath(new URL('./server/entry.ts', import.meta.url))

/** Answers errors without the renderer. */
const errorHandler = fileURLToPath(new URL('./server/error-handler.ts', import.meta.url))

/** The files of the page's program. */
const chunks = clientChunks({
  start: source('node_modules/nuxt/dist/app/entry.js'),
  chat: chatPage,
  list: LIST_PARTS.map(source),
  later: ['components/over/parts.ts', ...LATER_PARTS].map(source),
  others: ['owner', 'reset', 'signin', 'i/[code]', 'settings/[[page]]'].map(name => source(`pages/${name}.vue`)),
})

export default defineNuxtConfig({
  modules: [
    '@nuxt/eslint',
    '@vant/nuxt',
    'nuxt-security',
  ],

  // Components lie beside their pure helpers; only `.vue` files are components.
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
      script: [{ innerHTML: THEME_SCRIPT }, { innerHTML: RELEASE_SCRIPT }],
      link: [
        { rel: 'icon', type: 'image/png', sizes: '48x48', href: '/favicon.png' },
        { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' },
        { rel: 'apple-touch-icon', href: '/apple-touch-icon.png' },
      ],
    },
  },

  css: ['~/assets/css/emoji.css', '~/assets/css/tokens.css', '~/assets/css/base.css', '~/assets/css/avatars.css'],

  unhead: { legacy: false },

  // A build works in a folder of its own (`scripts/lib/build.mjs`): beside it run lint and type checks, which read what
  // was generated for them.
  buildDir: process.env.PARLEY_BUILD_DIR ?? '.nuxt',

  // Style sheets as files, so that browsers cache them.
  features: { inlineStyles: false },

  // Leaves out what a single page does not use.
  experimental: {
    // Vue becomes part of the server's bundle, without the compiler of templates and its parser: each process starts
    // with less to read and to compile.
    externalVue: false,
    appManifest: false,
    checkOutdatedBuildInterval: false,
    // Nuxt's own answer to a missing chunk reloads the page (plugins/0.release.client.ts offers it instead).
    emitRouteChunkError: 'manual',
    payloadExtraction: false,
    navigationRepaint: false,
    restoreState: false,
    renderJsonPayloads: false,
  },

  compatibilityDate: '2026-11-01',

  nitro: {
    experimental: { websocket: true },
    compressPublicAssets: { gzip: true, brotli: true },
    // What Node 20 knows is left as it is. By default class fields and `?.` become code for Node 10, which is slower.
    esbuild: { options: { target: 'node20' } },
    rollupConfig: {
      plugins: [threadPlugin()],
      onwarn(warning, warn) {
        // Comments in zod look like invalid annotations to Rollup. Circular imports within packages are their own.
        if (warning.code === 'INVALID_ANNOTATION' && warning.id?.includes('/zod/')) return
        if (warning.code !== 'CIRCULAR_DEPENDENCY' && warning.code !== 'EVAL') warn(warning)
      },
    },
    // Bundled, so that their unused parts are not loaded: messages of zod in fifty languages, the two hundred files of
    // Kysely. The router and VueUse use the Vue that `externalVue` bundles.
    externals: { inline: ['zod', 'kysely', 'vue-router', '@vueuse/', 'unhead', '@unhead/'] },
  },

  vite: {
    plugins: [noIconFontPlugin()],
    // Vite finds these only after the first page is open, and would reload it.
    optimizeDeps: { include: ['@vueuse/core', 'zod/mini', 'nanoid', 'idb', 'linkifyjs', 'uqr'] },
    // No component uses the Options API: without it the first page is smaller.
    vue: { features: { optionsAPI: false } },
    // A tenth smaller than with esbuild.
    build: {
      modulePreload: { polyfill: false },
      minify: 'terser',
      terserOptions: { compress: { passes: 2 }, module: true, ecma: 2020 },
    },
    $client: { build: { rollupOptions: { output: { manualChunks: chunks } } } },
    // On the server all screens are one file, so that none is loaded with its first visitor: a failed import stays.
    $server: { build: { rollupOptions: { output: { inlineDynamicImports: true } } } },
  },

  typescript: {
    strict: true,
    tsConfig: { compilerOptions: { noUncheckedIndexedAccess: true, noImplicitOverride: true } },
  },

  telemetry: false,

  hooks: {
    // Each room has an address, and each message in it. It is the same page as `/` and stays mounted between rooms
    // (`page-key` in app.vue).
    'pages:extend': pages =>
      void pages.push({ name: 'room', path: '/r/:room([\\w-]{1,64})/:seq(\\d{1,15})?', file: chatPage }),
    // The page calls `fetch` itself. The server has a `$fetch` of Nitro's.
    'app:templates': ({ templates }) => {
      const template = templates.find(({ filename }) => filename === 'fetch.mjs')
      if (template) template.getContents = () => 'export {}'
    },
    'nitro:config': (config) => {
      // `npm run dev` uses Nitro's own server, which reloads.
      if (!config.dev) Object.assign(config, { entry, errorHandler })
    },
  },

  eslint: { config: { stylistic: true } },

  security: {
    // The handlers have their own limits, input checks and CORS, also for the WebSocket, which this module never sees.
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
        // A form sent before the page's program runs would reload the page, without the typed text.
        'form-action': ['\'none\''],
        'frame-ancestors': ['\'none\''],
        'img-src': ['\'self\'', 'data:'],
        'object-src': ['\'none\''],
        'script-src': ['\'self\'', '\'strict-dynamic\'', '\'nonce-{{nonce}}\''],
        'script-src-attr': ['\'none\''],
        'style-src': ['\'self\'', '\'unsafe-inline\''],
        'upgrade-insecure-requests': false,
      },
      // Set only with https (server/plugins/50.https.ts), like the one before: with plain http they break a page or
      // cause warnings.
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      crossOriginEmbedderPolicy: false,
    },
  },
})
